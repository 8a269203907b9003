using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

/// <summary>An MGH file as bytes, written field by field: an account of the format that shares nothing with the code
/// under test.</summary>
internal sealed record MghSample
{
    public int Version { get; init; } = 1;

    /// <summary>Width, height, depth, frames.</summary>
    public int[] Dimensions { get; init; } = [4, 5, 6, 1];

    public int Type { get; init; } = 4;

    public int BytesPerVoxel { get; init; } = 2;

    public short GoodRas { get; init; } = 1;

    public float[] VoxelSizes { get; init; } = [1, 2, 3];

    /// <summary>x_r, x_a, x_s, y_r, ... z_s.</summary>
    public float[] Directions { get; init; } = [-1, 0, 0, 0, 0, -1, 0, 1, 0];

    public float[] Centre { get; init; } = [5, -6, 7];

    public byte Unused { get; init; }

    /// <summary>The bytes that follow the voxels.</summary>
    public byte[] Footer { get; init; } = [.. Reals(2300, 0.15f, 2.5f, 900, 0)];

    public int VoxelBytes => Dimensions.Aggregate(BytesPerVoxel, (product, length) => product * length);

    /// <summary>Voxels as stored: big-endian.</summary>
    public byte[] Voxels => [.. Enumerable.Range(0, VoxelBytes).Select(i => (byte)(i * 7 + 1))];

    public byte[] ToArray()
    {
        byte[] fields =
        [
            .. Integers([Version, .. Dimensions, Type, 0]), (byte)(GoodRas >> 8), (byte)GoodRas,
            .. Reals([.. VoxelSizes, .. Directions, .. Centre]),
        ];
        return [.. fields, .. Enumerable.Repeat(Unused, 284 - fields.Length), .. Voxels, .. Footer];
    }

    public string WriteTo(TemporaryFolder folder, string name)
    {
        using var file = File.Create(folder.File(name));
        using Stream stream = name.EndsWith('z')
            ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(ToArray());
        return folder.File(name);
    }

    public static byte[] Integers(params int[] values) =>
        [.. values.SelectMany(value => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(value)))];

    public static byte[] Reals(params float[] values) =>
        Integers([.. values.Select(BitConverter.SingleToInt32Bits)]);

    /// <summary>A tag with a length of eight bytes, or of four where it is the old one of a transform.</summary>
    public static byte[] Tag(int number, string content) =>
        [.. Integers(number == 30 ? [number, content.Length] : [number, 0, content.Length]),
            .. Encoding.ASCII.GetBytes(content)];
}
