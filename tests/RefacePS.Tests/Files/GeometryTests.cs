using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

/// <summary>The three methods of nifti1.h to say where voxels are, in millimeters.</summary>
public sealed class GeometryTests
{
    private static readonly NiftiSample Sample = NiftiSample.Random(
        new Random(1), VoxelType.UInt8, isWide: false, isBigEndian: false) with
    {
        VoxelSizes = [-1, 2, 3, 4, 1, 1, 1, 1],
        Qform = [0, 0, 1, 10, 20, 30],
        Sform = [0, 5, 0, 1, 0, 0, 6, 2, 7, 0, 0, 3],
        Units = 2,
        Dimensions = [3, 3, 4, 5, 1, 1, 1, 1],
        Voxels = [.. Enumerable.Range(1, 60).Select(i => (byte)i)],
    };

    [Fact]
    public void TheSformGoesBeforeTheQform() =>
        Assert.Equal(AffineMatrix.FromRows(Sample.Sform), Read(Sample with { SformCode = 2, QformCode = 1 })
            .Grid.Grid2World);

    /// <summary>A half turn about z, with the third axis turned round by the sign in pixdim[0].</summary>
    [Fact]
    public void TheQformStandsInForASform() =>
        Assert.Equal(new AffineMatrix(-2, 0, 0, 10, 0, -3, 0, 20, 0, 0, -4, 30),
            Read(Sample with { SformCode = 0, QformCode = 1 }).Grid.Grid2World);

    [Fact]
    public void WithoutEitherThereIsNoWorld()
    {
        var volume = Read(Sample with { SformCode = 0, QformCode = 0 });
        Assert.False(volume.HasWorld);
        var (x, y, z) = (volume.Grid.Nx - 1, volume.Grid.Ny - 1, volume.Grid.Nz - 1);
        Assert.Equal(new AffineMatrix(-2, 0, 0, x, 0, 3, 0, -1.5 * y, 0, 0, 4, -2 * z), volume.Grid.Grid2World);
    }

    /// <summary>Forms that programs leave behind where they know nothing.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(1e200, 0)]
    public void AUselessSformGivesWayToTheQform(double diagonal, double corner)
    {
        double[] sform = [diagonal, 0, 0, 0, 0, diagonal, 0, 0, 0, 0, corner, 0];
        var volume = Read(Sample with { SformCode = 2, QformCode = 1, Sform = sform });
        Assert.True(volume.HasWorld);
        Assert.Equal(new AffineMatrix(-2, 0, 0, 10, 0, -3, 0, 20, 0, 0, -4, 30), volume.Grid.Grid2World);
    }

    /// <summary>A sform needs no qform, and no voxel sizes either.</summary>
    [Fact]
    public void WhatIsNotUsedMayBeNothing()
    {
        var volume = Read(Sample with
        {
            SformCode = 2,
            QformCode = 1,
            Qform = [.. Enumerable.Repeat(double.NaN, 6)],
            VoxelSizes = [double.NaN, 0, double.NaN, double.NegativeInfinity, double.NaN, double.NaN, 0, 0],
            Intercept = double.NaN,
        });
        Assert.Equal(AffineMatrix.FromRows(Sample.Sform), volume.Grid.Grid2World);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void NegativeVoxelSizesAreSizes(int qformCode)
    {
        var expected = Read(Sample with { SformCode = 0, QformCode = qformCode });
        var volume = Read(
            Sample with { SformCode = 0, QformCode = qformCode, VoxelSizes = [-1, -2, 3, -4, 1, 1, 1, 1] });
        Assert.Equal(expected.Grid, volume.Grid);
    }

    /// <summary>A fourth dimension without a length is one frame, and what is written again says so.</summary>
    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(4, 0, 1)]
    [InlineData(5, 1, 0)]
    [InlineData(7, 0, 0)]
    public void DimensionsWithoutLengthAreOne(int count, int fourth, int fifth)
    {
        var sample = Sample with { Dimensions = [count, .. Sample.Dimensions[1..4], fourth, fifth, 0, 0] };
        using var folder = new TemporaryFolder();
        var volume = NiftiReader.Read(sample.WriteTo(folder, "scan.nii"));
        NiftiWriter.Write(volume, folder.File("again.nii"), new());
        Assert.Equal(1, volume.FrameCount);
        Assert.Equal(volume.Voxels.ToArray(), NiftiReader.Read(folder.File("again.nii")).Voxels.ToArray());
        var written = File.ReadAllBytes(folder.File("again.nii")).AsSpan(40, 16);
        var dimensions = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(written);
        Assert.DoesNotContain((short)0, dimensions[1..(dimensions[0] + 1)].ToArray());
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(2, 1)]
    [InlineData(3, 0.001)]
    [InlineData(0, 1)]
    public void WorldIsInMillimetersWhateverTheUnit(int unit, double millimeters)
    {
        var grid = Read(Sample with { SformCode = 1, Units = unit | 8 }).Grid;
        Assert.Equal(7 * millimeters, grid.VoxelSize[0], 1e-12 * millimeters);
        Assert.Equal(3 * millimeters, grid.Grid2World.M34, 1e-12 * millimeters);
    }

    /// <summary>
    /// A half turn about a unit vector n is 2 n n' - 1. Stored in single precision its three parts are not quite of
    /// unit length; that must not become a turn, so the error stays that of the parts: 4 * 2^-24.
    /// </summary>
    [Fact]
    public void HalfTurnsStayHalfTurns()
    {
        var random = new Random(6);
        for (var round = 0; round < 50; round++)
        {
            var (x, y, z) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5);
            var length = Math.Sqrt(x * x + y * y + z * z);
            (x, y, z) = (x / length, y / length, z / length);
            var sample = Sample with
                { SformCode = 0, QformCode = 1, VoxelSizes = [1, 1, 1, 1, 1, 1, 1, 1], Qform = [x, y, z, 0, 0, 0] };

            double[] expected =
            [
                2 * x * x - 1, 2 * x * y, 2 * x * z, 0,
                2 * y * x, 2 * y * y - 1, 2 * y * z, 0,
                2 * z * x, 2 * z * y, 2 * z * z - 1, 0,
            ];
            foreach (var (e, a) in expected.Zip(Read(sample).Grid.Grid2World.ToRows()))
            {
                Assert.Equal(e, a, 4.0 / (1 << 24));
            }
        }
    }

    private static Volume Read(NiftiSample sample)
    {
        using var folder = new TemporaryFolder();
        return NiftiReader.Read(sample.WriteTo(folder, "scan.nii"));
    }
}
