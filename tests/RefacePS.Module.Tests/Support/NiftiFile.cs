using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Support;

/// <summary>A small little-endian NIfTI-1 file as bytes, by the offsets of nifti1.h.</summary>
internal sealed record NiftiFile
{
    private const int HeaderBytes = 352;

    /// <summary>The last axis whose size means something.</summary>
    private const int Frames = 4;

    /// <summary>dim: the number of dimensions, then their lengths.</summary>
    public short[] Dimensions { get; init; } = [3, 4, 5, 6, 1, 1, 1, 1];

    public short DataType { get; init; } = 4;

    public short BitsPerVoxel { get; init; } = 16;

    /// <summary>First element of srow_x.</summary>
    public float Scale { get; init; } = 2;

    public string Description { get; init; } = "";

    /// <summary>Voxel bytes; by default as many as the header claims, counting up.</summary>
    public byte[]? Voxels { get; init; }

    /// <summary>Writes the file, compressed where the name ends in .gz, and returns its path.</summary>
    public string WriteTo(TemporaryFolder folder, string name)
    {
        var path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, name.EndsWith(".gz", StringComparison.Ordinal) ? Compress(ToBytes()) : ToBytes());
        return path;
    }

    public byte[] ToBytes()
    {
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, 348);
        for (var i = 0; i < Dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(40 + 2 * i), Dimensions[i]);
            BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(76 + 4 * i), i <= Frames ? 2 : 0);
        }

        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(70), DataType);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(72), BitsPerVoxel);
        BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(108), HeaderBytes);
        Encoding.ASCII.GetBytes(Description, header.AsSpan(148, 80));
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(254), 1);
        BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(280), Scale);
        BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(300), 2);
        BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(320), 2);
        "n+1\0"u8.CopyTo(header.AsSpan(344));
        return [.. header, .. Voxels ?? CountingUp()];
    }

    private byte[] CountingUp()
    {
        var count = Dimensions.Skip(1).Take(Dimensions[0])
            .Aggregate(1, (product, length) => product * Math.Max((int)length, 0));
        return [.. Enumerable.Range(1, count * BitsPerVoxel / 8).Select(i => (byte)i)];
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }
}
