using System.Buffers.Binary;
using System.IO.Compression;
using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests.Help;

/// <summary>The synthetic head of the samples (int16, 1 mm, sform alone) with every third voxel along each axis: a
/// whole head that computes quickly.</summary>
internal static class ThinHead
{
    private const int Step = 3;

    /// <summary>Writes the thinned head and returns its path.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="sample">The head of the samples.</param>
    /// <param name="stretch">How much wider, longer and taller the head is by its header: another person's
    /// proportions.</param>
    public static string Write(string path, string sample, params ReadOnlySpan<float> stretch)
    {
        var header = NiftiBytes.Header(sample).AsSpan();
        var voxels = NiftiBytes.Voxels<byte>(sample).AsSpan();
        var shape = new int[3];
        for (var axis = 0; axis < 3; axis++)
        {
            shape[axis] = BinaryPrimitives.ReadInt16LittleEndian(header[(42 + 2 * axis)..]);
            BinaryPrimitives.WriteInt16LittleEndian(
                header[(42 + 2 * axis)..], (short)((shape[axis] + Step - 1) / Step));
            var factor = Step * (stretch.IsEmpty ? 1 : stretch[axis]);
            Scale(header[(80 + 4 * axis)..], factor);
            for (var row = 0; row < 3; row++)
            {
                Scale(header[(280 + 16 * row + 4 * axis)..], factor);
            }
        }

        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(header);
        for (var z = 0; z < shape[2]; z += Step)
        {
            for (var y = 0; y < shape[1]; y += Step)
            {
                for (var x = 0; x < shape[0]; x += Step)
                {
                    gzip.Write(voxels.Slice(2 * ((z * shape[1] + y) * shape[0] + x), 2));
                }
            }
        }

        return path;
    }

    private static void Scale(Span<byte> number, float factor) =>
        BinaryPrimitives.WriteSingleLittleEndian(number, factor * BinaryPrimitives.ReadSingleLittleEndian(number));
}
