using RefacePS.HeadCoordinates;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.HeadCoordinates;

/// <summary>The map that is fitted to coordinates, on made-up ones that are known.</summary>
public sealed class CoordinateFitTests
{
    /// <summary>Tilted, scaled, flipped front to back, and far from the origin.</summary>
    private static readonly AffineMatrix Scan2Atlas =
        AffineMatrix.Scale(1.1, -0.95, 1) * AffineMatrix.Rotation(0.2, -0.3, 0.4)
        * AffineMatrix.Translation(300, -80, 45);

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(5, 1.5)]
    public void A_map_is_found_again_from_coordinates_that_do_not_tell_left_from_right(double noise, double most)
    {
        using var scope = NewDisposeScope();
        var (world, atlas) = Head(noise);

        var fit = CoordinateFit.Of(
            world, atlas.select(1, 0).abs(), atlas.select(1, 1), atlas.select(1, 2), ones(world.shape[0]));

        var found = Resampling.Transform(world, fit.Scan2Atlas);
        var truth = Resampling.Transform(world, Scan2Atlas);
        var isMirrored = ((found - truth).select(1, 0).abs().mean() > (found + truth).select(1, 0).abs().mean())
            .ToBoolean();
        var aside = found.select(1, 0) * (isMirrored ? -1 : 1);
        var turned = stack([aside, found.select(1, 1), found.select(1, 2)], 1);
        Assert.InRange((turned - truth).abs().max().ToDouble(), 0, most);
        // Three coordinates, each with the noise; what is far off counts less.
        Assert.InRange(fit.Residual, 0.8 * Math.Sqrt(3) * noise, 1.05 * Math.Sqrt(3) * noise + 0.1);
    }

    [Fact]
    public void A_tenth_of_the_voxels_that_says_nonsense_does_not_move_it()
    {
        using var scope = NewDisposeScope();
        var (world, atlas) = Head(noise: 3);
        atlas.narrow(0, 0, world.shape[0] / 10).add_(60);

        var fit = CoordinateFit.Of(
            world, atlas.select(1, 0).abs(), atlas.select(1, 1), atlas.select(1, 2), ones(world.shape[0]));

        var (found, truth) = (Resampling.Transform(world, fit.Scan2Atlas), Resampling.Transform(world, Scan2Atlas));
        Assert.InRange((found - truth).narrow(1, 1, 2).abs().max().ToDouble(), 0, 6);
    }

    /// <summary>Places of an ellipsoid as large as a brain, in the scan and in the atlas.</summary>
    private static (Tensor World, Tensor Atlas) Head(double noise)
    {
        var grid = new VoxelGrid(25, 30, 24, AffineMatrix.Translation(-75, -90, -72) * AffineMatrix.Scale(6, 6, 6));
        var atlas = Resampling.WorldPoints(grid, CPU);
        var inside = (atlas / tensor(new[] { 68f, 86f, 66f })).square().sum(1) < 1;
        atlas = atlas[inside];
        using var generator = new Generator(11, CPU);
        var seen = atlas + noise * randn(atlas.shape, generator: generator);
        return (Resampling.Transform(atlas, Scan2Atlas.Inverse()), seen);
    }
}
