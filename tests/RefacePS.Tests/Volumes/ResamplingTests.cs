using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Volumes;

public sealed class ResamplingTests
{
    private static readonly VoxelGrid Oblique = new(
        5, 6, 7, AffineMatrix.Translation(-3, 12, 40) * AffineMatrix.Rotation(0.3, -0.4, 1.2) * AffineMatrix.Scale(
            1.5, 2, -0.8));

    [Fact]
    public void An_integer_index_is_the_centre_of_a_voxel()
    {
        using var scope = NewDisposeScope();
        using var image = RandomImage(Oblique, 1);

        var sampled = Resampling.SampleWorld(image.Voxels.unsqueeze(0), Oblique, Resampling.WorldPoints(Oblique, CPU));

        // Positions are float32 near 50 mm: 4e-6 mm, times slopes below 1 a mm.
        Assert.True((sampled.reshape(-1) - image.Voxels.reshape(-1)).abs().max().ToDouble() < 1e-4);
    }

    [Fact]
    public void World_points_run_along_x_first()
    {
        using var points = Resampling.WorldPoints(Oblique, CPU);
        var found = points.data<float>().ToArray();

        for (var (k, voxel) = (0, 0); k < Oblique.Nz; k++)
        {
            for (var j = 0; j < Oblique.Ny; j++)
            {
                for (var i = 0; i < Oblique.Nx; i++, voxel++)
                {
                    var (x, y, z) = Oblique.Grid2World.Apply(i, j, k);
                    Assert.Equal(x, found[3 * voxel], 1e-4);
                    Assert.Equal(y, found[3 * voxel + 1], 1e-4);
                    Assert.Equal(z, found[3 * voxel + 2], 1e-4);
                }
            }
        }
    }

    [Fact]
    public void Another_grid_is_filled_as_a_naive_loop_fills_it()
    {
        var target = new VoxelGrid(6, 4, 5, AffineMatrix.Translation(-4, 10, 36) * AffineMatrix.Rotation(0.1, 0.5, 0.9)
            * AffineMatrix.Scale(1.2, 1.1, 1.3));
        var shift = AffineMatrix.Translation(0.7, -0.4, 0.3) * AffineMatrix.Rotation(0.1, 0, 0);
        using var image = RandomImage(Oblique, 2);
        using var carried = Resampling.ToGrid(image, target, shift);
        var (source, found) = (image.ToArray(), carried.ToArray());
        var target2Source = Oblique.World2Grid * shift * target.Grid2World;

        for (var voxel = 0; voxel < found.Length; voxel++)
        {
            var (x, y, z) = target2Source.Apply(voxel % 6, voxel / 6 % 4, voxel / 24);
            Assert.Equal(Naive(source, x, y, z), found[voxel], 1e-4);
        }
    }

    [Fact]
    public void A_shrunk_voxel_is_the_mean_of_those_that_it_covers_and_lies_in_their_middle()
    {
        var grid = new VoxelGrid(6, 4, 9, AffineMatrix.Translation(5, -7, 2) * AffineMatrix.Scale(1, 1.5, 1));
        using var image = RandomImage(grid, 3);
        using var shrunk = Resampling.Shrink(image, 3);
        var (source, found) = (image.ToArray(), shrunk.ToArray());

        Assert.Equal((2, 2, 3), (shrunk.Grid.Nx, shrunk.Grid.Ny, shrunk.Grid.Nz));
        Assert.Equal(grid.Centre, shrunk.Grid.Centre);
        Assert.Equal(grid.Grid2World.Apply(1, 0.5, 1), shrunk.Grid.Grid2World.Apply(0, 0, 0));
        var block = from k in Enumerable.Range(3, 3) from j in Enumerable.Range(2, 2) from i in Enumerable.Range(
            3, 3) select source[(k * 4 + j) * 6 + i];
        Assert.Equal(block.Average(), found[(1 * 2 + 1) * 2 + 1], 1e-5);
    }

    [Fact]
    public void The_gradient_of_a_ramp_is_its_slope_in_world_space()
    {
        using var scope = NewDisposeScope();
        var ramp = Resampling.WorldPoints(Oblique, CPU).matmul(tensor(new[] { 2f, -1f, 0.5f }))
            .reshape(Oblique.Nz, Oblique.Ny, Oblique.Nx);
        using var image = new Image(Oblique, ramp);

        var gradient = Resampling.WorldGradient(image)[TensorIndex.Colon, 3, 3, 2].data<float>().ToArray();

        Assert.Equal(2, gradient[0], 1e-3);
        Assert.Equal(-1, gradient[1], 1e-3);
        Assert.Equal(0.5, gradient[2], 1e-3);
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(1.5)]
    public void Smoothing_spreads_a_point_by_its_sigma_and_keeps_its_sum(double sigma)
    {
        using var scope = NewDisposeScope();
        var point = zeros(2, 21, 21, 21);
        point[1, 10, 10, 10] = 1;

        var smooth = Resampling.Smooth(point, sigma);

        Assert.Equal(0, smooth[0].abs().max().ToDouble());
        Assert.Equal(1, smooth[1].sum().ToDouble(), 1e-5);
        var offset = (arange(21, float32) - 10).square();
        foreach (var dimensions in new long[][] { [0, 1], [0, 2], [1, 2] })
        {
            // Cut at three sigma, a Gaussian loses 2.7 % of its variance.
            Assert.Equal(sigma * sigma, (smooth[1].sum(dimensions) * offset).sum().ToDouble(), 0.03 * sigma * sigma);
        }
    }

    [Fact]
    public void What_is_even_stays_even_to_its_edges()
    {
        using var even = full([1, 5, 6, 7], 3f);
        using var smooth = Resampling.Smooth(even, 1.2);

        Assert.Equal(0, (smooth - 3).abs().max().ToDouble(), 1e-5);
    }

    private static Image RandomImage(VoxelGrid grid, int seed)
    {
        var random = new Random(seed);
        return Image.FromValues(
            grid, [.. Enumerable.Range(0, (int)grid.VoxelCount).Select(_ => random.NextSingle())], CPU);
    }

    /// <summary>Trilinear value of an image on <see cref="Oblique"/>; beyond it the nearest edge counts.</summary>
    private static double Naive(float[] values, double x, double y, double z)
    {
        (x, y, z) = (Math.Clamp(x, 0, Oblique.Nx - 1), Math.Clamp(y, 0, Oblique.Ny - 1),
            Math.Clamp(z, 0, Oblique.Nz - 1));
        var sum = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var i = (int)x + (corner & 1);
            var j = (int)y + (corner >> 1 & 1);
            var k = (int)z + (corner >> 2);
            var weight = Math.Max(0, 1 - Math.Abs(x - i)) * Math.Max(0, 1 - Math.Abs(y - j)) * Math.Max(
                0, 1 - Math.Abs(z - k));
            sum += weight == 0 ? 0 : weight * values[(k * Oblique.Ny + j) * Oblique.Nx + i];
        }

        return sum;
    }
}
