using System.IO.Compression;
using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

/// <summary>The volume format of FreeSurfer, read and written.</summary>
public sealed class MghTests : IDisposable
{
    private static readonly byte[] Parameters = MghSample.Reals(2300, 0.15f, 2.5f, 900, 0);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0, 1, VoxelType.UInt8, 1)]
    [InlineData(1, 4, VoxelType.Int32, 1)]
    [InlineData(3, 4, VoxelType.Float32, 1)]
    [InlineData(4, 2, VoxelType.Int16, 3)]
    [InlineData(10, 2, VoxelType.UInt16, 1)]
    [InlineData(6, 4, VoxelType.Float32, 9)]
    public void EveryTypeComesBackByteForByte(int code, int bytes, VoxelType type, int frames)
    {
        var sample = new MghSample { Type = code, BytesPerVoxel = bytes, Dimensions = [4, 5, 6, frames] };
        foreach (var extension in (string[])[".mgh", ".mgz", ".mgh.gz"])
        {
            var volume = VolumeReader.Read(sample.WriteTo(folder, "orig" + extension));
            Assert.Equal((type, frames), (volume.VoxelType, volume.FrameCount));
            var written = Export(volume, "out" + extension);
            Assert.Equal(sample.ToArray(), Content(written));
        }
    }

    [Theory]
    [InlineData(2, 8)]
    [InlineData(5, 1)]
    [InlineData(8, 4)]
    [InlineData(9, 4)]
    [InlineData(-1, 1)]
    public void OtherTypesAreNamed(int code, int bytes) =>
        Assert.Equal("UnsupportedVoxelType", Refusal(new MghSample { Type = code, BytesPerVoxel = bytes }.ToArray()));

    /// <summary>The centre is that of the voxel at half of each length (FreeSurfer wiki,
    /// "CoordinateSystems").</summary>
    [Fact]
    public void TheHeaderSaysWhereTheVoxelsAre()
    {
        var volume = VolumeReader.Read(new MghSample().WriteTo(folder, "sub-7_T1w.mgz"));
        Assert.True(volume.HasWorld);
        Assert.Equal(new AffineMatrix(-1, 0, 0, 7, 0, 0, 3, -15, 0, -2, 0, 12), volume.Grid.Grid2World);
        Assert.Equal(("7", "LIA"), (volume.Subject, volume.Grid.Orientation));
    }

    /// <summary>The stored position is not looked at then, and is written again all the same.</summary>
    [Fact]
    public void WithoutAGoodPlaceTheDefaultOfFreeSurferHolds()
    {
        var sample = new MghSample { GoodRas = 0, VoxelSizes = [float.NaN, 0, 3], Directions = new float[9] };
        var volume = VolumeReader.Read(sample.WriteTo(folder, "orig.mgh"));
        Assert.False(volume.HasWorld);
        Assert.Equal(new AffineMatrix(-1, 0, 0, 2, 0, 0, 1, -3, 0, -1, 0, 2.5), volume.Grid.Grid2World);
        Assert.Equal(sample.ToArray(), Content(Export(volume, "out.mgh")));
    }

    [Fact]
    public void FilesThatEndWithTheirVoxelsAreWhole()
    {
        var sample = new MghSample { Footer = [] };
        Assert.Equal(sample.ToArray(), Content(Export(VolumeReader.Read(sample.WriteTo(folder, "a.mgz")), "b.mgz")));
    }

    /// <summary>Tags of numbers stay as they are; those with paths and names go, and so does what no length
    /// tells.</summary>
    [Fact]
    public void TagsThatMayNameAPersonAreLeftOut()
    {
        byte[] field =
            [.. MghSample.Tag(43, "@@\0\0"), .. MghSample.Tag(41, "ROW\0"), .. MghSample.Tag(4, "\0\0\0\u0001")];
        byte[] alignment =
            [.. MghSample.Tag(33, "AutoAlign   1.000000 -0 0 0\0\0"), .. MghSample.Tag(44, "Matrix 1 2 3\0\0")];
        byte[] names =
        [
            .. MghSample.Tag(3, "mri_convert /home/smith/doe.dcm smith@host"), .. MghSample.Tag(30, "/data/doe/t.xfm"),
            .. MghSample.Tag(31, "/data/doe/talairach.xfm"), .. MghSample.Tag(43, "3 T, Smith's"),
            .. MghSample.Tag(41, "doe\0"), .. MghSample.Tag(41, "ROW\0DOE"), .. MghSample.Tag(33, "AutoAlign of Doe"),
            .. MghSample.Tag(44, "Matrix 1 2\0Doe"), .. MghSample.Tag(4, "Jane Doe"), .. MghSample.Tag(40, "Jane Doe"),
        ];
        byte[] rest = [.. MghSample.Integers(1), .. "colours of doe"u8];
        var sample = new MghSample { Footer = [.. Parameters, .. field, .. names, .. alignment, .. rest], Unused = 68 };
        var volume = VolumeReader.Read(sample.WriteTo(folder, "orig.mgz"));

        var expected = sample with { Footer = [.. Parameters, .. field, .. alignment], Unused = 0 };
        Assert.Equal(expected.ToArray(), Content(Export(volume, "out.mgz")));
        Assert.Equal(sample.ToArray(), Content(Export(volume, "all.mgz", new(KeepHeaderText: true))));
    }

    /// <summary>FreeSurfer 8 writes beside the version what an image is: labels, say.</summary>
    [Theory]
    [InlineData(0x101)]
    [InlineData(0x201)]
    public void AnIntentBesideTheVersionIsKept(int version)
    {
        var sample = new MghSample { Version = version };

        var volume = VolumeReader.Read(sample.WriteTo(folder, "aseg.mgz"));

        Assert.Equal(sample.ToArray(), Content(Export(volume, "out.mgz")));
    }

    [Fact]
    public void DamagedFilesAreRefused()
    {
        var good = new MghSample().ToArray();
        Assert.Equal("NotMgh", Refusal((new MghSample() with { Version = 2 }).ToArray()));
        Assert.Equal("NotMgh", Refusal([.. "This is a text."u8, .. new byte[300]]));
        Assert.Equal("VolumeTruncated", Refusal(good[..100]));
        Assert.Equal("VolumeTruncated", Refusal(good[..400]));
        Assert.Equal(
            "NotThreeDimensional", Refusal((new MghSample() with { Dimensions = [163842, 1, 1, 1] }).ToArray()));
        Assert.Equal("InvalidDimensions", Refusal((new MghSample() with { Dimensions = [4, 5, 6, 0] }).ToArray()));
        Assert.Equal("InvalidAffine", Refusal((new MghSample() with { VoxelSizes = [1, 0, 1] }).ToArray()));
        Assert.Equal("VolumeTruncated", Refusal(
            [.. good[..4], .. MghSample.Integers(30000, 30000, 30000, 30000), .. good[20..]]));
    }

    /// <summary>Any damage to header or tags is either harmless or refused in the library's own words.</summary>
    [Fact]
    public void AnyDamageIsReadOrRefused()
    {
        var random = new Random(9);
        var whole = (new MghSample() with { Footer = [.. Parameters, .. MghSample.Tag(41, "ROW"), .. new byte[9]] })
            .ToArray();
        for (var round = 0; round < 2000; round++)
        {
            var damaged = whole.ToArray();
            for (var hits = random.Next(1, 6); hits > 0; hits--)
            {
                var place = random.Next(3) == 0 ? whole.Length - 1 - random.Next(48) : random.Next(90);
                damaged[place] = (byte)random.Next(256);
            }

            File.WriteAllBytes(folder.File("scan.mgh"), damaged);
            try
            {
                Export(VolumeReader.Read(folder.File("scan.mgh")), "out.mgh");
            }
            catch (VolumeFormatException e)
            {
                Assert.Equal(folder.File("scan.mgh"), e.Path);
            }
        }
    }

    /// <summary>The way to NIfTI and back keeps voxels, place and times.</summary>
    [Fact]
    public void NiftiAndBack()
    {
        var volume = VolumeReader.Read(
            (new MghSample() with { Dimensions = [4, 5, 6, 2] }).WriteTo(folder, "orig.mgz"));
        var nifti = VolumeReader.Read(Export(volume, "out.nii.gz"));
        Assert.Equal(volume.Voxels.ToArray(), nifti.Voxels.ToArray());
        Assert.Contains("\"RepetitionTime\": 2.3", File.ReadAllText(folder.File("out.json")), StringComparison.Ordinal);
        Assert.Equal(2.3f, BitConverter.ToSingle(nifti.Header!.Bytes.Span[92..]));

        var again = VolumeReader.Read(Export(nifti, "again.mgz"));
        Assert.Equal(volume.Voxels.ToArray(), again.Voxels.ToArray());
        foreach (var (expected, actual) in volume.Grid.Grid2World.ToRows().Zip(again.Grid.Grid2World.ToRows()))
        {
            Assert.Equal(expected, actual, 1e-5);
        }
    }

    /// <summary>MGH has no slope and few types: what it cannot hold is refused, not converted.</summary>
    [Theory]
    [InlineData(VoxelType.Int16, 2)]
    [InlineData(VoxelType.Int8, 1)]
    [InlineData(VoxelType.Float64, 1)]
    public void WhatMghCannotHoldIsRefused(VoxelType type, double slope)
    {
        var grid = new VoxelGrid(2, 3, 4, AffineMatrix.Identity);
        var volume = new Volume(grid, type, new byte[24 * type.ByteSize()]) { Slope = slope };
        var error = Assert.Throws<VolumeFormatException>(() => Export(volume, "out.mgz"));
        Assert.Equal(VolumeFormatFault.UnsupportedVoxelType, error.Fault);
        Assert.False(File.Exists(folder.File("out.mgz")));
    }

    [Fact]
    public void AFormatAskedForNamesTheFile()
    {
        var volume = VolumeReader.Read(new MghSample().WriteTo(folder, "sub-1_T1w.mgh"));
        Assert.Equal(folder.File("x/sub-1_T1w.mgh"), Plan(null).Image);
        Assert.Equal(folder.File("x/sub-1_T1w.mgh"), Plan(ImageFormat.Mgh).Image);
        Assert.Equal(folder.File("x/sub-1_T1w.nii.gz"), Plan(ImageFormat.Nifti).Image);
        Assert.Equal("FormatMismatch", Assert.Throws<VolumeFileException>(
            () => VolumeExport.Plan(volume, folder.File("x.mgz"), false, ImageFormat.Nifti)).ErrorId);

        VolumeExport Plan(ImageFormat? format) => VolumeExport.Plan(volume, folder.File("x"), false, format);
    }

    /// <summary>A mask of an MGH volume is one of bytes, in the same place.</summary>
    [Fact]
    public void MasksAreMghToo()
    {
        var volume = VolumeReader.Read((new MghSample() with { Dimensions = [4, 5, 6, 2] }).WriteTo(folder, "a.mgz"));
        byte[] removed = [.. Enumerable.Range(0, 120).Select(i => (byte)(i % 2))];
        var masked = volume with { FaceMask = new Mask(volume.Grid, removed), Kind = VolumeKind.Defaced };
        var export = VolumeExport.Plan(masked, folder.File("out"), includeMask: true);
        export.Write(new());
        var mask = VolumeReader.Read(export.Mask!);
        Assert.Equal((volume.Grid, 1, VoxelType.UInt8), (mask.Grid, mask.FrameCount, mask.VoxelType));
        Assert.Equal(removed, mask.Voxels.ToArray());
    }

    [NibabelFact]
    public void ReadsWhatNibabelWrites()
    {
        NibabelReference.WriteMghFiles(folder.Path);
        var files = Directory.GetFiles(folder.Path);
        Assert.Equal(16, files.Length);
        foreach (var reference in NibabelReference.Describe(files))
        {
            reference.AssertEqual(VolumeReader.Read(reference.Path), precision: 1e-6);
        }
    }

    [NibabelFact]
    public void NibabelReadsWhatIsWritten()
    {
        var samples = new[]
            { new MghSample(), new MghSample { Type = 0, BytesPerVoxel = 1, Dimensions = [4, 5, 6, 3] } };
        foreach (var (sample, i) in samples.Select((sample, i) => (sample, i)))
        {
            var volume = VolumeReader.Read(sample.WriteTo(folder, $"a{i}.mgz"));
            var reference = Assert.Single(NibabelReference.Describe([Export(volume, $"b{i}.mgz")]));
            reference.AssertEqual(volume, precision: 1e-6);
        }
    }

    private string Refusal(byte[] content)
    {
        File.WriteAllBytes(folder.File("bad.mgh"), content);
        return Assert.Throws<VolumeFormatException>(() => VolumeReader.Read(folder.File("bad.mgh"))).ErrorId;
    }

    private string Export(Volume volume, string name, NiftiWriteOptions? options = null)
    {
        var export = VolumeExport.Plan(volume, folder.File(name), includeMask: false);
        export.Write((options ?? new()) with { Overwrite = true });
        return export.Image;
    }

    private static byte[] Content(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith('z') ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
