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
    public static T[] Voxels<T>(string file) where T : unmanaged => MemoryMarshal.Cast<byte, T>(Inflate(file).AsSpan(HeaderBytes)).ToArray();

    private static byte[] Inflate(string file)
    {
        using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
