using RefacePS.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Files;

/// <summary>Which of the three methods of nifti1.h says where voxels are, in millimetres.</summary>
public sealed class GeometryTests
{
    private static readonly NiftiSample Sample = NiftiSample.Random(
        new Random(1), VoxelType.UInt8, isWide: false, isBigEndian: false) with
    {
        VoxelSizes = [-1, 2, 3, 4, 1, 1, 1, 1],
        Qform = [0, 0, 1, 10, 20, 30],
        Sform = [0, 5, 0, 1, 0, 0, 6, 2, 7, 0, 0, 3],
        Units = 2,
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
        Assert.Equal(AffineMatrix.Scale(2, 3, 4), volume.Grid.Grid2World);
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(2, 1)]
    [InlineData(3, 0.001)]
    [InlineData(0, 1)]
    public void WorldIsInMillimetresWhateverTheUnit(int unit, double millimetres)
    {
        var grid = Read(Sample with { SformCode = 1, Units = unit | 8 }).Grid;
        Assert.Equal(7 * millimetres, grid.VoxelSize[0], 1e-12 * millimetres);
        Assert.Equal(3 * millimetres, grid.Grid2World.M34, 1e-12 * millimetres);
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
