using System.IO.Compression;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

/// <summary>
/// A NIfTI file as bytes, written field by field in the order of nifti1.h and nifti2.h: an account of the format that
/// shares nothing with the code under test.
/// </summary>
internal sealed record NiftiSample
{
    public bool IsWide { get; init; }

    public bool IsBigEndian { get; init; }

    public int DataType { get; init; } = 4;

    public int BytesPerVoxel { get; init; } = 2;

    /// <summary>dim: the number of dimensions, then seven lengths.</summary>
    public long[] Dimensions { get; init; } = [3, 4, 5, 6, 1, 1, 1, 1];

    /// <summary>pixdim: qfac, then seven voxel sizes.</summary>
    public double[] VoxelSizes { get; init; } = [1, 1, 1, 1, 1, 1, 1, 1];

    public double Slope { get; init; } = 1;

    public double Intercept { get; init; }

    public int Units { get; init; } = 10;

    public int QformCode { get; init; }

    public int SformCode { get; init; } = 1;

    /// <summary>quatern_b, c, d, qoffset_x, y, z.</summary>
    public double[] Qform { get; init; } = new double[6];

    /// <summary>srow_x, srow_y, srow_z.</summary>
    public double[] Sform { get; init; } = [1, 0, 0, -2, 0, 1, 0, -3, 0, 0, 1, -4];

    /// <summary>Put into descrip, aux_file, intent_name and, in NIfTI-1, data_type and db_name.</summary>
    public string Text { get; init; } = "";

    public byte[] Extensions { get; init; } = [];

    /// <summary>Overrides the byte at which the voxels start.</summary>
    public long? DataOffset { get; init; }

    public byte[] Voxels { get; init; } = [];

    /// <summary>A file with a value in every field and random voxels of a type.</summary>
    public static NiftiSample Random(Random random, VoxelType type, bool isWide, bool isBigEndian)
    {
        var frames = random.Next(1, 4);
        long[] lengths = [random.Next(2, 8), random.Next(2, 8), random.Next(2, 8), frames, 1, 1, 1];
        var voxels = new byte[lengths.Aggregate(1L, (product, length) => product * length) * type.ByteSize()];
        random.NextBytes(voxels);
        return new NiftiSample
        {
            IsWide = isWide,
            IsBigEndian = isBigEndian,
            DataType = (int)type,
            BytesPerVoxel = type.ByteSize(),
            Dimensions = [frames > 1 ? random.Next(4, 8) : random.Next(3, 8), .. lengths],
            VoxelSizes = [random.Next(2) * 2 - 1, .. Reals(random, 7, 0.5, 3)],
            Slope = random.Next(4) switch { 0 => 0, 1 => double.NaN, _ => Real(random, -2, 2) },
            Intercept = random.Next(4) switch { 0 => 0, 1 => double.NaN, _ => Real(random, -2000, 2000) },
            QformCode = random.Next(5),
            SformCode = random.Next(5),
            Qform = [.. Reals(random, 3, -0.5, 0.5), .. Reals(random, 3, -200, 200)],
            Sform = [.. Reals(random, 12, -200, 200)],
            Text = "patient " + random.Next(100, 1000),
            Extensions = random.Next(2) == 0 ? [] : Extension(random, isBigEndian),
            Voxels = voxels,
        };
    }

    /// <summary>Writes the file, or the two files of a pair, and returns the path.</summary>
    public string WriteTo(TemporaryFolder folder, string name)
    {
        var path = folder.File(name);
        if (name.Contains(".nii", StringComparison.Ordinal))
        {
            WriteFile(path, [.. Header(isSingle: true), .. Extensions, .. Voxels]);
        }
        else
        {
            WriteFile(path.Replace(".img", ".hdr", StringComparison.Ordinal),
                [.. Header(isSingle: false), .. Extensions]);
            WriteFile(path.Replace(".hdr", ".img", StringComparison.Ordinal), Voxels);
        }

        return path;
    }

    /// <summary>The header with its extender.</summary>
    public byte[] Header(bool isSingle)
    {
        var fields = new FieldWriter(IsWide, IsBigEndian);
        if (IsWide)
        {
            PutVersion2(fields, isSingle);
        }
        else
        {
            PutVersion1(fields, isSingle);
        }

        fields.Bytes(Extensions.Length > 0 ? (byte)1 : (byte)0, 0, 0, 0);
        return fields.ToArray();
    }

    /// <summary>The bytes of a file, decompressed where its name says so.</summary>
    public static byte[] Content(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress) : file;
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    public static void WriteFile(string path, byte[] content)
    {
        using var file = File.Create(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(content);
    }

    private static double Real(Random random, double low, double high) =>
        (float)(low + random.NextDouble() * (high - low));

    private static double[] Reals(Random random, int count, double low, double high) =>
        [.. Enumerable.Range(0, count).Select(_ => Real(random, low, high))];

    /// <summary>One comment extension (code 6) of 32 bytes.</summary>
    private static byte[] Extension(Random random, bool isBigEndian)
    {
        var fields = new FieldWriter(isWide: false, isBigEndian);
        fields.Int32(32, 6);
        fields.Int64(random.NextInt64(), random.NextInt64(), random.NextInt64());
        return fields.ToArray();
    }

    private void PutVersion1(FieldWriter fields, bool isSingle)
    {
        fields.Int32(348);
        fields.Text(Text, 10);
        fields.Text(Text, 18);
        fields.Int32(16384);
        fields.Int16(3);
        fields.Bytes((byte)'r', 0b111001);
        fields.Int16(Dimensions);
        fields.Real(1.5, 2.5, 3.5);
        fields.Int16(5, DataType, BytesPerVoxel * 8, 1);
        fields.Real(VoxelSizes);
        fields.Real(DataOffset ?? (isSingle ? 352 + Extensions.Length : 0), Slope, Intercept);
        fields.Int16(4);
        fields.Bytes(2, (byte)Units);
        fields.Real(900, 10, 0.25, 7);
        fields.Int32(32767, -5);
        fields.Text(Text, 80);
        fields.Text(Text, 24);
        fields.Int16(QformCode, SformCode);
        fields.Real(Qform);
        fields.Real(Sform);
        fields.Text(Text, 16);
        fields.Bytes(isSingle ? "n+1\0"u8 : "ni1\0"u8);
    }

    private void PutVersion2(FieldWriter fields, bool isSingle)
    {
        fields.Int32(540);
        fields.Bytes(isSingle ? "n+2\0\r\n\u001a\n"u8 : "ni2\0\r\n\u001a\n"u8);
        fields.Int16(DataType, BytesPerVoxel * 8);
        fields.Int64(Dimensions);
        fields.Real(1.5, 2.5, 3.5);
        fields.Real(VoxelSizes);
        fields.Int64(DataOffset ?? (isSingle ? 544 + Extensions.Length : 0));
        fields.Real(Slope, Intercept, 900, 10, 0.25, 7);
        fields.Int64(1, 4);
        fields.Text(Text, 80);
        fields.Text(Text, 24);
        fields.Int32(QformCode, SformCode);
        fields.Real(Qform);
        fields.Real(Sform);
        fields.Int32(2, Units, 5);
        fields.Text(Text, 16);
        fields.Bytes(0b111001);
        fields.Text(Text, 15);
    }
}
