using RefacePS.Refacing.Faces;

namespace RefacePS.Tests.Refacing.Faces;

public sealed class AirTextureTests
{
    private static readonly VoxelGrid Grid = new(40, 30, 50, AffineMatrix.Identity);

    [Theory]
    [InlineData(0, 0.3, 0.6)]
    [InlineData(0.65, 0.1, 0.9)]
    [InlineData(-0.2, 0, 0)]
    public void Neighbours_are_as_much_alike_as_asked_and_shares_stay_even(double x, double y, double z)
    {
        double[] alike = [x, y, z];

        var texture = new AirTexture(Grid, region: null, alike, new VoxelNoise(3));

        var shares = Enumerable.Range(0, (int)Grid.VoxelCount).Select(texture.Share).ToArray();
        Assert.InRange(shares.Average(), 0.49, 0.51);
        Assert.InRange(shares.Min(), 0, 0.001);
        Assert.InRange(shares.Max(), 0.999, 1 - 1e-9);
        int[] step = [1, Grid.Nx, Grid.Nx * Grid.Ny];
        for (var axis = 0; axis < 3; axis++)
        {
            // Evenly spread shares correlate a little less than the normal numbers behind them.
            var expected = 6 / Math.PI * Math.Asin(Math.Clamp(alike[axis], 0, 0.7) / 2);
            Assert.InRange(Correlation(shares, step[axis], Grid.Nx * Grid.Ny * 49), expected - 0.03, expected + 0.03);
        }
    }

    [Fact]
    public void A_region_gets_the_numbers_that_the_whole_scan_would_get()
    {
        var inside = new byte[Grid.VoxelCount];
        int[] corners = [12 + 40 * (7 + 30 * 9), 30 + 40 * (20 + 30 * 41)];
        Array.ForEach(corners, voxel => inside[voxel] = 1);

        var whole = new AirTexture(Grid, region: null, [0.5, 0.4, 0.3], new VoxelNoise(8));
        var part = new AirTexture(Grid, new Mask(Grid, inside), [0.5, 0.4, 0.3], new VoxelNoise(8));

        Assert.All(corners, voxel => Assert.Equal(whole.Share(voxel), part.Share(voxel)));
        Assert.NotEqual(whole.Share(corners[0]), new AirTexture(Grid, region: null, [0.5, 0.4, 0.3], new VoxelNoise(9))
            .Share(corners[0]));
    }

    [Fact]
    public void An_empty_region_is_no_trouble() =>
        _ = new AirTexture(Grid, new Mask(Grid, new byte[Grid.VoxelCount]), [0.5, 0.5, 0.5], new VoxelNoise(1));

    private static double Correlation(double[] values, int step, int count)
    {
        var (mean, product, square) = (values.Average(), 0.0, 0.0);
        for (var voxel = 0; voxel < count; voxel++)
        {
            product += (values[voxel] - mean) * (values[voxel + step] - mean);
            square += (values[voxel] - mean) * (values[voxel] - mean);
        }

        return product / square;
    }
}
