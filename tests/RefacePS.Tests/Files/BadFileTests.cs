using System.Runtime.Versioning;
using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

/// <summary>Every way in which a file can be bad has its own id, and the message names the file.</summary>
public sealed class BadFileTests
{
    private static readonly NiftiSample Good = NiftiSample.Random(
        new Random(1), VoxelType.Int16, isWide: false, isBigEndian: false) with
    {
        Dimensions = [3, 4, 5, 6, 1, 1, 1, 1],
        SformCode = 1,
        QformCode = 0,
        Voxels = [.. Enumerable.Range(0, 240).Select(i => (byte)i)],
        Extensions = [],
    };

    [Theory]
    [InlineData("InvalidDimensions", 0L, 4L, 5L, 6L)]
    [InlineData("InvalidDimensions", 8L, 4L, 5L, 6L)]
    [InlineData("InvalidDimensions", 3L, 0L, 5L, 6L)]
    [InlineData("InvalidDimensions", 3L, 4L, -5L, 6L)]
    [InlineData("InvalidDimensions", 4L, 4L, 5L, 6L, -1L)]
    [InlineData("InvalidDimensions", 4L, 4L, 5L, 0L, 0L)]
    [InlineData("NotThreeDimensional", 2L, 4L, 5L, 6L)]
    [InlineData("NotThreeDimensional", 3L, 24L, 5L, 1L)]
    [InlineData("TooManyDimensions", 5L, 2L, 2L, 5L, 2L, 3L)]
    [InlineData("VolumeTruncated", 3L, 4L, 5L, 7L)]
    [InlineData("VolumeTruncated", 4L, 32767L, 32767L, 32767L, 32767L)]
    public void Dimensions(string id, params long[] dimensions)
    {
        long[] all = [.. dimensions, .. Enumerable.Repeat(1L, 8 - dimensions.Length)];
        AssertRefused(id, Good with { Dimensions = all });
        AssertRefused(id, Good with { Dimensions = all, IsWide = true, IsBigEndian = true });
    }

    /// <summary>NIfTI-2 can claim more than 64 bits can count.</summary>
    [Theory]
    [InlineData("VolumeTruncated", int.MaxValue)]
    [InlineData("InvalidDimensions", long.MaxValue)]
    [InlineData("InvalidDimensions", long.MinValue)]
    public void HugeDimensions(string id, long length) =>
        AssertRefused(id, Good with { IsWide = true, Dimensions = [4, length, length, length, length, 1, 1, 1] });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(1536)]
    [InlineData(1792)]
    [InlineData(2304)]
    [InlineData(-7)]
    public void VoxelTypes(int code) => AssertRefused("UnsupportedVoxelType", Good with { DataType = code });

    [Fact]
    public void Affines()
    {
        AssertRefused("InvalidAffine", Good with { Sform = [1, 0, 0, double.NaN, 0, 1, 0, 0, 0, 0, 1, 0] });
        AssertRefused(
            "InvalidAffine", Good with { Sform = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, double.PositiveInfinity, 0] });
        AssertRefused("InvalidAffine", Good with { Sform = new double[12] });
        AssertRefused(
            "InvalidAffine", Good with { IsWide = true, Sform = [1e200, 0, 0, 0, 0, 1e200, 0, 0, 0, 0, 1e200, 0] });
        AssertRefused("InvalidAffine", Good with { SformCode = 0, QformCode = 1, Qform = [double.NaN, 0, 0, 0, 0, 0] });
        AssertRefused(
            "InvalidAffine", Good with { SformCode = 0, QformCode = 0, VoxelSizes = [1, 1, 1, 0, 1, 1, 1, 1] });
    }

    [Fact]
    public void AllZeroVoxels() => AssertRefused("EmptyImage", Good with { Voxels = new byte[240] });

    [Theory]
    [InlineData(100)]
    [InlineData(-1000)]
    public void VoxelsInsideTheHeader(long offset) => AssertRefused("NotNifti", Good with { DataOffset = offset });

    [Theory]
    [InlineData(1L << 40)]
    [InlineData(long.MaxValue / 2)]
    public void VoxelsBeyondTheFile(long offset) =>
        AssertRefused("VolumeTruncated", Good with { IsWide = true, DataOffset = offset });

    [Fact]
    public void AHeaderWithoutMagic()
    {
        using var folder = new TemporaryFolder();
        byte[] analyze = [.. Good.Header(isSingle: true), .. Good.Voxels];
        analyze.AsSpan(344, 4).Clear();
        NiftiSample.WriteFile(folder.File("analyze.nii"), analyze);
        AssertRefused("NotNifti", folder.File("analyze.nii"));
    }

    [Theory]
    [InlineData("text.nii")]
    [InlineData("text.nii.gz")]
    public void SomethingElse(string name)
    {
        using var folder = new TemporaryFolder();
        NiftiSample.WriteFile(folder.File(name), "This is a text and not an image."u8.ToArray());
        AssertRefused("NotNifti", folder.File(name));
    }

    /// <summary>A file cut anywhere, plain or compressed.</summary>
    [Theory]
    [InlineData("scan.nii")]
    [InlineData("scan.nii.gz")]
    public void CutFiles(string name)
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Good.WriteTo(folder, name));
        for (var length = 2; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(folder.File("cut" + name), whole[..length]);
            AssertRefused("VolumeTruncated", folder.File("cut" + name));
        }
    }

    [Fact]
    public void DamagedGzip()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Good.WriteTo(folder, "scan.nii.gz"));
        whole[^6] ^= 0x10;
        File.WriteAllBytes(folder.File("checksum.nii.gz"), whole);
        AssertRefused("CorruptGzip", folder.File("checksum.nii.gz"));

        File.WriteAllBytes(folder.File("start.nii.gz"), [0x1f, 0x8b, 99, .. whole[3..]]);
        AssertRefused("CorruptGzip", folder.File("start.nii.gz"));
    }

    /// <summary>
    /// Decompression reads 8 KiB at a time: a checksum that lies across that border is not looked at when the last
    /// voxel comes out, and is looked at all the same.
    /// </summary>
    [Fact]
    public void DamagedChecksumsBeyondABuffer()
    {
        using var folder = new TemporaryFolder();
        var noise = new byte[8000];
        new Random(3).NextBytes(noise);
        var fileLengths = new List<int>();
        for (var length = 1850; length < 1950; length++)
        {
            var sample = Good with
                { DataType = 2, Dimensions = [3, length, 2, 2, 1, 1, 1, 1], Voxels = noise[..(4 * length)] };
            var path = sample.WriteTo(folder, "noise.nii.gz");
            var whole = File.ReadAllBytes(path);
            fileLengths.Add(whole.Length);
            whole[^6] ^= 1;
            File.WriteAllBytes(path, whole);
            AssertRefused("CorruptGzip", path);
        }

        Assert.Contains(fileLengths, length => length is > 8192 + 4 and < 8192 + 10);
    }

    /// <summary>A small compressed file that claims 2 GiB is refused before the memory for it is taken.</summary>
    [Fact]
    public void ClaimsOfCompressedFilesTakeNoMemory()
    {
        using var folder = new TemporaryFolder();
        var path = (Good with { Dimensions = [3, 1000, 1000, 1000, 1, 1, 1, 1] }).WriteTo(folder, "claim.nii.gz");
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused("VolumeTruncated", path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 22);
    }

    [Fact]
    public void MissingFilesAndFolders()
    {
        using var folder = new TemporaryFolder();
        AssertRefused("VolumeNotFound", folder.File("none.nii.gz"));
        AssertRefused("VolumeNotFound", Path.Combine(folder.Path, "no", "folder", "none.nii"));
        AssertRefused("PathIsFolder", folder.Path);
        File.Delete(Good.WriteTo(folder, "half.hdr").Replace(".hdr", ".img", StringComparison.Ordinal));
        AssertRefused("VolumeNotFound", folder.File("half.hdr"));
    }

    [UnixPermissionsFact]
    [UnsupportedOSPlatform("windows")]
    public void UnreadableFiles()
    {
        using var folder = new TemporaryFolder();
        var path = Good.WriteTo(folder, "scan.nii");
        File.SetUnixFileMode(path, UnixFileMode.UserWrite);
        AssertRefused("AccessDenied", path);
    }

    [Fact]
    public void CancellationStopsReading()
    {
        using var folder = new TemporaryFolder();
        var path = Good.WriteTo(folder, "scan.nii.gz");
        Assert.Throws<OperationCanceledException>(() => NiftiReader.Read(path, new CancellationToken(canceled: true)));
    }

    /// <summary>Any damage to a header is either harmless or refused in the library's own words.</summary>
    [Theory]
    [InlineData(false, ".nii")]
    [InlineData(true, ".nii")]
    [InlineData(false, ".nii.gz")]
    [InlineData(true, ".hdr")]
    public void DamagedHeaders(bool isWide, string extension)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        var path = (Good with { IsWide = isWide, Extensions = [32, 0, 0, 0, .. new byte[28]] })
            .WriteTo(folder, "scan" + extension);
        var whole = NiftiSample.Content(path);
        for (var round = 0; round < 1500; round++)
        {
            var damaged = whole.ToArray();
            for (var hits = random.Next(1, 6); hits > 0; hits--)
            {
                damaged[random.Next(Math.Min(whole.Length, 560))] = (byte)random.Next(256);
            }

            NiftiSample.WriteFile(path, damaged);
            AssertReadOrRefused(path);
        }
    }

    private static void AssertReadOrRefused(string path)
    {
        try
        {
            var volume = NiftiReader.Read(path);
            Assert.True(volume.Grid.World2Grid.IsFinite);
        }
        catch (RefacePSException e)
        {
            Assert.Contains(Path.ChangeExtension(path, null), e.Message, StringComparison.Ordinal);
        }
    }

    private static void AssertRefused(string id, NiftiSample sample)
    {
        using var folder = new TemporaryFolder();
        AssertRefused(id, sample.WriteTo(folder, "plain.nii"));
        AssertRefused(id, sample.WriteTo(folder, "packed.nii.gz"));
    }

    private static void AssertRefused(string id, string path)
    {
        var error = Assert.ThrowsAny<RefacePSException>(() => NiftiReader.Read(path));
        Assert.Equal(id, error.ErrorId);
        Assert.Contains(Path.GetFileNameWithoutExtension(path), error.Message, StringComparison.Ordinal);
    }
}
