using RefacePS.Volumes;

namespace RefacePS.Tests.Volumes;

public sealed class WindowedSincTests
{
    private static readonly VoxelGrid Grid = new(24, 20, 22, AffineMatrix.Identity);

    [Fact]
    public void Whole_voxels_are_moved_exactly_and_the_edge_goes_on()
    {
        var values = Values((x, y, z) => x + 100 * y + 10_000 * z);
        var moved = WindowedSinc.Resample(values, Grid, AffineMatrix.Translation(2, -1, 0));
        Assert.All(Voxels(), voxel => Assert.Equal(
            Math.Min(voxel.X + 2, Grid.Nx - 1) + 100 * Math.Max(voxel.Y - 1, 0) + 10_000 * voxel.Z,
            moved[Number(voxel)], 0.1));
    }

    [Fact]
    public void Between_voxels_a_smooth_wave_is_met()
    {
        static double Wave(double x, double y, double z) => Math.Sin(0.6 * x) + Math.Cos(0.5 * y - 0.4 * z);
        var moved = WindowedSinc.Resample(Values(Wave), Grid, AffineMatrix.Translation(0.5, 0.3, -0.25));
        const int edge = 4;
        Assert.All(
            Voxels().Where(voxel => Inside(voxel.X, Grid.Nx) && Inside(voxel.Y, Grid.Ny) && Inside(voxel.Z, Grid.Nz)),
            voxel => Assert.Equal(Wave(voxel.X + 0.5, voxel.Y + 0.3, voxel.Z - 0.25), moved[Number(voxel)], 0.02));

        static bool Inside(int place, int count) => place >= edge && place < count - edge;
    }

    private static float[] Values(Func<double, double, double, double> function) =>
        [.. Voxels().Select(voxel => (float)function(voxel.X, voxel.Y, voxel.Z))];

    private static IEnumerable<(int X, int Y, int Z)> Voxels() =>
        from z in Enumerable.Range(0, Grid.Nz) from y in Enumerable.Range(0, Grid.Ny) from x in Enumerable.Range(
            0, Grid.Nx) select (x, y, z);

    private static int Number((int X, int Y, int Z) voxel) => (voxel.Z * Grid.Ny + voxel.Y) * Grid.Nx + voxel.X;
}
