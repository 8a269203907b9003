using RefacePS.Files;
using RefacePS.Rendering;

namespace RefacePS.Refacing.Training;

/// <summary>
/// A picture of how training goes: a row a slice, with input, output and target side by side. The target is a real
/// face: keep it in the work folder.
/// </summary>
internal static class SampleSheet
{
    /// <summary>Heads that are worth showing.</summary>
    public const int Rows = 6;

    private const int Columns = 3;

    /// <summary>Three square slices of stored intensities (see <see cref="HeadPair.Quantise"/>), each rows from
    /// inferior to superior.</summary>
    public sealed record Row(int Side, ReadOnlyMemory<byte> Input, ReadOnlyMemory<byte> Output,
        ReadOnlyMemory<byte> Target);

    /// <summary>Draws the rows into a PNG.</summary>
    /// <exception cref="VolumeFileException">It cannot be written, or the disk is full.</exception>
    public static void Write(string path, IReadOnlyList<Row> rows)
    {
        var side = rows.Count == 0 ? 1 : rows[0].Side;
        var sheet = new GreyPicture(Columns * side, Math.Max(1, rows.Count) * side);
        for (var row = 0; row < rows.Count; row++)
        {
            var (top, slices) = (row * side, rows[row]);
            Draw(sheet, 0, top, slices.Input.Span, side);
            Draw(sheet, side, top, slices.Output.Span, side);
            Draw(sheet, 2 * side, top, slices.Target.Span, side);
        }

        AtomicFile.WriteBytes(path, overwrite: true, PngEncoder.Encode(sheet));
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
