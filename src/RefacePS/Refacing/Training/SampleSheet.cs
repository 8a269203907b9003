using RefacePS.Refacing.Networks;
using RefacePS.Rendering;

namespace RefacePS.Refacing.Training;

/// <summary>
/// A picture of how training goes: a row a slice, with input, output and target side by side. The target is a real face: keep it
/// in the work folder.
/// </summary>
internal static class SampleSheet
{
    private const int Columns = 3;

    /// <summary>Draws the slice at <paramref name="position"/> (0 to 1, of the affected ones) of each head into a PNG.</summary>
    public static void Write(string path, SliceGenerator generator, IReadOnlyList<HeadPair> heads, double position)
    {
        var side = heads[0].Side;
        var sheet = new GreyPicture(Columns * side, heads.Count * side);
        for (var row = 0; row < heads.Count; row++)
        {
            DrawRow(sheet, row * side, generator, heads[row], position);
        }

        File.WriteAllBytes(path, PngEncoder.Encode(sheet));
    }

    private static void DrawRow(GreyPicture sheet, int top, SliceGenerator generator, HeadPair head, double position)
    {
        var affected = head.AffectedSlices().ToArray();
        if (affected.Length == 0)
        {
            return;
        }

        var slice = affected[(int)(position * (affected.Length - 1))];
        var generated = Array.ConvertAll(generator.Generate(Validation.Stack(head), [slice]).Slice(slice).ToArray(), HeadPair.Quantise);
        Draw(sheet, 0, top, head.Input.Span.Slice(slice * head.SliceLength, head.SliceLength), head.Side);
        Draw(sheet, head.Side, top, generated, head.Side);
        Draw(sheet, 2 * head.Side, top, head.Target.Span.Slice(slice * head.SliceLength, head.SliceLength), head.Side);
    }

    // Row 0 of a slice is inferior, row 0 of a picture its top.
    private static void Draw(GreyPicture sheet, int left, int top, ReadOnlySpan<byte> slice, int side)
    {
        for (var row = 0; row < side; row++)
        {
            slice.Slice((side - 1 - row) * side, side).CopyTo(sheet.Row(top + row)[left..]);
        }
    }
}
