using System.Buffers.Binary;
using System.IO.Compression;
using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests.Help;

/// <summary>The synthetic head of the samples (int16, 1 mm, sform alone) with every third voxel along each axis: a whole head that computes quickly.</summary>
internal static class ThinHead
{
    private const int Step = 3;

    /// <summary>Writes the thinned head and returns its path.</summary>
    public static string Write(string path, string sample)
    {
        var header = NiftiBytes.Header(sample).AsSpan();
        var voxels = NiftiBytes.Voxels<byte>(sample).AsSpan();
        var shape = new int[3];
        for (var axis = 0; axis < 3; axis++)
        {
            shape[axis] = BinaryPrimitives.ReadInt16LittleEndian(header[(42 + 2 * axis)..]);
            BinaryPrimitives.WriteInt16LittleEndian(header[(42 + 2 * axis)..], (short)((shape[axis] + Step - 1) / Step));
            Scale(header[(80 + 4 * axis)..]);
            for (var row = 0; row < 3; row++)
            {
                Scale(header[(280 + 16 * row + 4 * axis)..]);
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

    private static void Scale(Span<byte> number) =>
        BinaryPrimitives.WriteSingleLittleEndian(number, Step * BinaryPrimitives.ReadSingleLittleEndian(number));
}
