using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace RefacePS.Module.Tests.Support;

/// <summary>The parts of a compressed NIfTI-1 file without extensions, little-endian.</summary>
internal static class NiftiBytes
{
    private const int HeaderBytes = 352;

    /// <summary>The header with the four bytes behind it.</summary>
    public static byte[] Header(string file) => Inflate(file)[..HeaderBytes];

    /// <summary>The stored voxels.</summary>
    public static T[] Voxels<T>(string file) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(Inflate(file).AsSpan(HeaderBytes)).ToArray();

    /// <summary>Cuts off the front of an image whose second axis runs from back to front.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kept">The fraction of rows that stay.</param>
    public static void CutFront(string file, double kept)
    {
        var bytes = Inflate(file);
        var (x, y, z, size) = (Number(42), Number(44), Number(46), Number(72) / 8);
        var rows = (int)(kept * y);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44), (short)rows);
        Deflate(file,
            [.. bytes[..HeaderBytes], .. Enumerable.Range(0, z)
                .SelectMany(slice => bytes.AsSpan(HeaderBytes + slice * y * x * size, rows * x * size).ToArray())]);

        int Number(int offset) => BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(offset));
    }

    /// <summary>Moves an image forward by its sform.</summary>
    public static void MoveForward(string file, float millimeters)
    {
        const int offset = 308;
        var bytes = Inflate(file);
        BinaryPrimitives.WriteSingleLittleEndian(
            bytes.AsSpan(offset), millimeters + BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(offset)));
        Deflate(file, bytes);
    }

    private static void Deflate(string file, byte[] bytes)
    {
        using var gzip = new GZipStream(File.Create(file), CompressionLevel.Fastest);
        gzip.Write(bytes);
    }

    private static byte[] Inflate(string file)
    {
        using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
