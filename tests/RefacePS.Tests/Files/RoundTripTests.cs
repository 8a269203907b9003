using RefacePS.Files;
using RefacePS.Tests.Support;
using RefacePS.Volumes;

namespace RefacePS.Tests.Files;

/// <summary>A file that is read and written again says the same, to the last bit.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<VoxelType, bool, bool, string> Everything()
    {
        var cases = new TheoryData<VoxelType, bool, bool, string>();
        foreach (var type in Enum.GetValues<VoxelType>())
        {
            foreach (var extension in (string[])[".nii", ".nii.gz", ".hdr", ".img.gz"])
            {
                foreach (var (isWide, isBigEndian) in ((bool, bool)[])[(false, false), (false, true), (true, false),
                    (true, true)])
                {
                    cases.Add(type, isWide, isBigEndian, extension);
                }
            }
        }

        return cases;
    }

    /// <summary>session_error; glmax and glmin.</summary>
    private static readonly Range[] Version1Unused = [36..38, 140..148];

    /// <summary>extents and regular, around session_error.</summary>
    private static readonly Range Extents = 32..39;

    [Theory]
    [MemberData(nameof(Everything))]
    public void KeepsEveryByte(VoxelType type, bool isWide, bool isBigEndian, string extension)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        for (var round = 0; round < 2; round++)
        {
            var source = NiftiSample.Random(random, type, isWide, isBigEndian).WriteTo(folder, $"in{round}{extension}");
            var target = folder.File($"out{round}{extension}");

            NiftiWriter.Write(NiftiReader.Read(source), target, new(KeepHeaderText: true));

            foreach (var (read, written) in FilesOf(source).Zip(FilesOf(target)))
            {
                Assert.Equal(NiftiSample.Content(read), NiftiSample.Content(written));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ClearsTextAndExtensionsAndNothingElse(bool isWide)
    {
        using var folder = new TemporaryFolder();
        var sample = NiftiSample.Random(new Random(2), VoxelType.Int16, isWide, isBigEndian: false) with
            { Text = "John Doe" };
        var source = (sample with { Extensions = [32, 0, 0, 0, 6, 0, 0, 0, .. "operator, host and paths"u8] })
            .WriteTo(folder, "in.nii");

        NiftiWriter.Write(NiftiReader.Read(source), folder.File("out.nii"), new());

        var expected = File.ReadAllBytes((sample with
        {
            Text = "", Extensions = [], VoxelSizes = [.. sample.VoxelSizes[..5], 0, 0, 0],
        }).WriteTo(folder, "expected.nii"));
        if (!isWide)
        {
            expected.AsSpan(Version1Unused[0]).Clear();
            expected.AsSpan(Version1Unused[1]).Clear();
        }

        Assert.Equal(expected, File.ReadAllBytes(folder.File("out.nii")));
    }

    /// <summary>A number of a person or a day may stand in them.</summary>
    [Fact]
    public void Numbers_that_mean_nothing_do_not_get_out()
    {
        using var folder = new TemporaryFolder();
        var sample = NiftiSample.Random(new Random(4), VoxelType.Int16, isWide: false, isBigEndian: false) with
            {
                Dimensions = [3, 2, 3, 4, 1979, 4, 12, 7], Extensions = [],
                Voxels = [.. Enumerable.Range(1, 48).Select(voxel => (byte)voxel)],
            };
        byte[] header = sample.Header(isSingle: true);
        header.AsSpan(Extents).Fill(0x13);
        header.AsSpan(Version1Unused[0]).Fill(0x13);
        header.AsSpan(Version1Unused[1]).Fill(0x13);

        NiftiSample.WriteFile(folder.File("in.nii"), [.. header, .. sample.Voxels]);
        NiftiWriter.Write(NiftiReader.Read(folder.File("in.nii")), folder.File("out.nii"), new());
        NiftiWriter.Write(
            NiftiReader.Read(folder.File("in.nii")), folder.File("kept.nii"), new(KeepHeaderText: true));

        var expected = sample with
        {
            Text = "", Dimensions = [3, 2, 3, 4, 1, 1, 1, 1], VoxelSizes = [.. sample.VoxelSizes[..5], 0, 0, 0],
        };
        byte[] clean = expected.Header(isSingle: true);
        clean.AsSpan(Extents).Clear();
        clean.AsSpan(Version1Unused[0]).Clear();
        clean.AsSpan(Version1Unused[1]).Clear();
        Assert.Equal(clean, File.ReadAllBytes(folder.File("out.nii"))[..header.Length]);
        Assert.Equal(header[..148], File.ReadAllBytes(folder.File("kept.nii"))[..148]);
    }

    /// <summary>The bits of a slope that is a NaN with a payload of its own, which arithmetic would lose.</summary>
    [Fact]
    public void KeepsThePayloadOfANaN()
    {
        using var folder = new TemporaryFolder();
        var sample = NiftiSample.Random(new Random(3), VoxelType.UInt8, isWide: false, isBigEndian: false);
        byte[] signallingNaN = [0x39, 0x30, 0xa0, 0x7f];
        byte[] header = sample.Header(isSingle: true);
        signallingNaN.CopyTo(header, 112);
        NiftiSample.WriteFile(folder.File("in.nii"), [.. header, .. sample.Extensions, .. sample.Voxels]);

        NiftiWriter.Write(NiftiReader.Read(folder.File("in.nii")), folder.File("out.nii"), new());

        Assert.Equal(signallingNaN, File.ReadAllBytes(folder.File("out.nii"))[112..116]);
    }

    [Theory]
    [InlineData(".nii", ".nii.gz")]
    [InlineData(".nii.gz", ".hdr")]
    [InlineData(".img.gz", ".nii")]
    public void KeepsTheVolumeFromOneFormToAnother(string from, string to)
    {
        using var folder = new TemporaryFolder();
        var source = NiftiReader.Read(NiftiSample.Random(new Random(4), VoxelType.Float32, false, true)
            .WriteTo(folder, "in" + from));

        NiftiWriter.Write(source, folder.File("out" + to), new(KeepHeaderText: true));
        var written = NiftiReader.Read(folder.File("out" + to));

        Assert.Equal(source.Grid, written.Grid);
        Assert.Equal(source.Voxels.ToArray(), written.Voxels.ToArray());
        Assert.Equal((source.Slope, source.Intercept, source.FrameCount),
            (written.Slope, written.Intercept, written.FrameCount));
        Assert.Equal(source.Header!.Extensions.ToArray(), written.Header!.Extensions.ToArray());
    }

    /// <summary>Stored as 1, 2, 3... in either order, voxels come out as 1, 2, 3...</summary>
    [Theory]
    [InlineData(VoxelType.UInt16)]
    [InlineData(VoxelType.UInt32)]
    [InlineData(VoxelType.UInt64)]
    public void VoxelsComeInTheOrderOfThisMachine(VoxelType type)
    {
        using var folder = new TemporaryFolder();
        var size = type.ByteSize();
        var bigEndian = new byte[8 * size];
        for (var i = 0; i < 8; i++)
        {
            bigEndian[i * size + size - 1] = (byte)(i + 1);
        }

        var sample = new NiftiSample
        {
            IsBigEndian = true,
            DataType = (int)type,
            BytesPerVoxel = size,
            Dimensions = [3, 2, 2, 2, 1, 1, 1, 1],
            Voxels = bigEndian,
        };

        Assert.Equal(
            [1, 2, 3, 4, 5, 6, 7, 8], VoxelConversion.ToFloat(NiftiReader.Read(sample.WriteTo(folder, "scan.nii"))));
    }

    private static IEnumerable<string> FilesOf(string path) => path.Contains(".nii", StringComparison.Ordinal)
        ? [path]
        : [path.Replace(".img", ".hdr", StringComparison.Ordinal),
            path.Replace(".hdr", ".img", StringComparison.Ordinal)];
}
