using RefacePS.Compute;
using RefacePS.Volumes;
using RefacePS.Volumes.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Volumes;

/// <summary>Loops of our own give what libtorch gives.</summary>
public sealed class KernelTests
{
    private static readonly VoxelGrid Fine = new(23, 18, 11, AffineMatrix.Scale(1.1, 0.9, 1.7));

    [Fact]
    public void Blocks_have_the_means_of_adaptive_pooling()
    {
        using var scope = NewDisposeScope();
        var image = new Image(Fine, Random(Fine, 1));
        using var shrunk = Resampling.Shrink(image, 4);

        var expected = nn.functional.adaptive_avg_pool3d(
            image.Voxels.unsqueeze(0), [shrunk.Grid.Nz, shrunk.Grid.Ny, shrunk.Grid.Nx]).squeeze(0);

        Assert.True(shrunk.Voxels.allclose(expected, atol: 1e-6));
    }

    [Fact]
    public void A_finer_grid_has_the_values_of_interpolation()
    {
        using var scope = NewDisposeScope();
        var coarse = Resampling.ShrunkGrid(Fine, 4);
        var values = Random(coarse, 2) - 0.5;
        var expected = nn.functional.interpolate(values.unsqueeze(0).unsqueeze(0), [Fine.Nz, Fine.Ny, Fine.Nx],
            mode: InterpolationMode.Trilinear, align_corners: false).squeeze(0).squeeze(0);

        var found = Resampling.Refine(values, coarse, Fine);
        var positive = MaskConversion.ToTensor(Resampling.PositiveOn(values, coarse, Fine), CPU);

        Assert.True(found.allclose(expected, atol: 1e-6));
        Assert.True(((found > 0).to(uint8) == positive).all().ToBoolean());
    }

    [Theory]
    [InlineData(1.4)]
    [InlineData(9)]
    public void Smoothing_is_a_convolution_with_repeated_edges(double sigma)
    {
        using var scope = NewDisposeScope();
        var image = Random(Fine, 3);
        var radius = (int)Math.Ceiling(3 * sigma);
        var taps = (arange(-radius, radius + 1).square() * (-0.5 / (sigma * sigma))).exp();
        var padded = nn.functional.pad(image.unsqueeze(0).unsqueeze(0),
            [radius, radius, radius, radius, radius, radius], PaddingModes.Replicate);
        foreach (var shape in new long[][] { [1, 1, -1, 1, 1], [1, 1, 1, -1, 1], [1, 1, 1, 1, -1] })
        {
            padded = nn.functional.conv3d(padded, (taps / taps.sum()).reshape(shape));
        }

        Assert.True(Resampling.Smooth(image.unsqueeze(0), sigma)[0].allclose(padded[0, 0], atol: 1e-5));
    }

    [Fact]
    public void The_largest_value_of_a_cube_is_that_of_pooling()
    {
        using var scope = NewDisposeScope();
        var image = Random(Fine, 4);

        var expected = nn.functional.max_pool3d(
            image.unsqueeze(0).unsqueeze(0), [5, 5, 5], [1, 1, 1], [2, 2, 2]).squeeze(0).squeeze(0);

        Assert.Equal(0, (Morphology.Dilate(image, 5) - expected).abs().max().ToDouble());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_value_of_a_rank_is_that_of_a_sorted_list(int stride)
    {
        var random = new Random(5);
        float[] values = [.. Enumerable.Range(0, 997).Select(i => i % 7 == 0 ? 0.25f : random.NextSingle() * 4 - 2)];
        var sorted = values.Where((_, i) => i % stride == 0).Order().ToArray();

        Assert.All(Enumerable.Range(0, sorted.Length), rank =>
            Assert.Equal(sorted[rank], Selection.OfRank(values, stride, rank)));
    }

    [Fact]
    public void Slabs_do_every_item_once_and_keep_their_order()
    {
        var slabs = Slabs.Collect(10, 3, (start, end) => string.Join(' ', Enumerable.Range(start, end - start)));

        Assert.Equal(["0 1 2", "3 4 5", "6 7 8", "9"], slabs);
    }

    private static Tensor Random(VoxelGrid grid, int seed)
    {
        var random = new Random(seed);
        return tensor(Enumerable.Range(0, (int)grid.VoxelCount).Select(_ => random.NextSingle()).ToArray(),
            [grid.Nz, grid.Ny, grid.Nx]);
    }
}
