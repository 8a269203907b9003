using System.IO.Compression;
using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

/// <summary>The header of a file that did not come from a file, or whose grid or type changed on the way.</summary>
public sealed class WrittenHeaderTests
{
    private static readonly AffineMatrix Oblique =
        AffineMatrix.Translation(-90, -126, -72) * AffineMatrix.Rotation(0.1, -0.2, 0.3) * AffineMatrix.Scale(
            1.5, 1.25, 2);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AVolumeMadeInMemory(int frames)
    {
        var volume = Ramp(new VoxelGrid(3, 4, 5, Oblique), VoxelType.Float32, frames) with
            { Slope = 0.5, Intercept = -3 };
        var read = WriteAndRead(volume);

        Assert.Equal((volume.VoxelType, volume.Slope, volume.Intercept, frames),
            (read.VoxelType, read.Slope, read.Intercept, read.FrameCount));
        Assert.Equal(volume.Voxels.ToArray(), read.Voxels.ToArray());
        Assert.True(read.HasWorld);
        AssertSameWorld(volume.Grid, read.Grid);
    }

    [Fact]
    public void AVolumeWithoutWorldStaysWithoutOne()
    {
        var read = WriteAndRead(Ramp(new VoxelGrid(3, 4, 5, AffineMatrix.Scale(1, 2, 3)), VoxelType.Int16, 1) with
            { HasWorld = false });
        Assert.False(read.HasWorld);
        Assert.Equal([1, 2, 3], read.Grid.VoxelSize);
    }

    /// <summary>A result on another grid and in another type, still with the header of the scan it was made
    /// from.</summary>
    [Fact]
    public void AnotherGridAndTypeUnderTheHeaderOfTheScan()
    {
        using var folder = new TemporaryFolder();
        var scan = NiftiReader.Read(
            NiftiSample.Random(new Random(7), VoxelType.Int16, false, true).WriteTo(folder, "scan.nii"));
        var result = Ramp(new VoxelGrid(6, 5, 4, Oblique), VoxelType.Float32, 2) with { Header = scan.Header };
        var read = WriteAndRead(result);

        Assert.Equal((6, 5, 4, 2, VoxelType.Float32),
            (read.Grid.Nx, read.Grid.Ny, read.Grid.Nz, read.FrameCount, read.VoxelType));
        Assert.Equal(result.Voxels.ToArray(), read.Voxels.ToArray());
        AssertSameWorld(result.Grid, read.Grid);
    }

    [Fact]
    public void AMaskHasTheGeometryOfItsVolumeAndNoScaling()
    {
        using var folder = new TemporaryFolder();
        var sample = NiftiSample.Random(new Random(8), VoxelType.Float64, false, true) with
            { QformCode = 1, SformCode = 2, Slope = 3 };
        var scan = NiftiReader.Read(sample.WriteTo(folder, "scan.nii"));
        var mask = new Mask(scan.Grid, Enumerable.Range(0, (int)scan.Grid.VoxelCount).Select(i => (byte)(i % 2))
            .ToArray());

        NiftiWriter.WriteMask(mask, scan, folder.File("mask.nii"), new());
        var read = NiftiReader.Read(folder.File("mask.nii"));

        Assert.Equal((scan.Grid, VoxelType.UInt8, 1, 1.0, 0.0),
            (read.Grid, read.VoxelType, read.FrameCount, read.Slope, read.Intercept));
        Assert.Equal(mask.Voxels.ToArray(), read.Voxels.ToArray());
        const int displayRange = 124;
        Assert.Equal(new byte[8], read.Header!.Bytes.Slice(displayRange, 8).ToArray());
    }

    [Fact]
    public void AnAxisTooLongForVersion1IsWrittenAsVersion2()
    {
        var read = WriteAndRead(Ramp(new VoxelGrid(40_000, 2, 2, AffineMatrix.Identity), VoxelType.UInt8, 1));
        Assert.Equal((40_000, 540), (read.Grid.Nx, read.Header!.Bytes.Length));
    }

    /// <summary>Larger than many compressed blocks, so that borders between them are passed.</summary>
    [Fact]
    public void GzipIsOrdinaryNamelessAndTheSameEveryTime()
    {
        using var folder = new TemporaryFolder();
        var volume = Ramp(new VoxelGrid(200, 200, 150, AffineMatrix.Identity), VoxelType.Int16, 1);
        NiftiWriter.Write(volume, folder.File("first.nii.gz"), new());
        NiftiWriter.Write(volume, folder.File("second.nii.gz"), new());
        NiftiWriter.Write(volume, folder.File("plain.nii"), new());

        var packed = File.ReadAllBytes(folder.File("first.nii.gz"));
        Assert.Equal([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255], packed[..10]);
        Assert.Equal(packed, File.ReadAllBytes(folder.File("second.nii.gz")));
        Assert.Equal(File.ReadAllBytes(folder.File("plain.nii")), NiftiSample.Content(folder.File("first.nii.gz")));
    }

    /// <summary>Members one after another, as parallel compressors write them (RFC 1952, 2.2), are one file.</summary>
    [Fact]
    public void GzipInSeveralMembersIsRead()
    {
        using var folder = new TemporaryFolder();
        var content = File.ReadAllBytes(NiftiSample.Random(new Random(9), VoxelType.Int32, false, false)
            .WriteTo(folder, "plain.nii"));
        using (var file = File.Create(folder.File("members.nii.gz")))
        {
            foreach (var piece in content.Chunk(100))
            {
                using var member = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
                member.Write(piece);
            }
        }

        Assert.Equal(
            NiftiReader.Read(folder.File("plain.nii")).Voxels.ToArray(), NiftiReader.Read(folder.File("members.nii.gz"))
                .Voxels.ToArray());
    }

    private static Volume WriteAndRead(Volume volume)
    {
        using var folder = new TemporaryFolder();
        NiftiWriter.Write(volume, folder.File("scan.nii.gz"), new());
        return NiftiReader.Read(folder.File("scan.nii.gz"));
    }

    /// <summary>NIfTI-1 stores single precision: 2^-24 of the largest element, 126 mm, is under 1e-5 mm.</summary>
    private static void AssertSameWorld(VoxelGrid expected, VoxelGrid actual)
    {
        foreach (var (e, a) in expected.Grid2World.ToRows().Zip(actual.Grid2World.ToRows()))
        {
            Assert.Equal(e, a, 1e-5);
        }
    }

    private static Volume Ramp(VoxelGrid grid, VoxelType type, int frames)
    {
        var voxels = new byte[grid.VoxelCount * frames * type.ByteSize()];
        for (var i = 0; i < voxels.Length; i++)
        {
            voxels[i] = (byte)(i * 31 >> 3);
        }

        return new(grid, type, voxels, frames);
    }
}
