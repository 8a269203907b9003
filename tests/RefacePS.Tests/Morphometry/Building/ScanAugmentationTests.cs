using RefacePS.Morphometry.Building;
using RefacePS.Tests.Refacing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Morphometry.Building;

public sealed class ScanAugmentationTests : NetworkTest
{
    private static readonly VoxelGrid Grid = new(
        40, 36, 44, AffineMatrix.Translation(-30, 12, 40) * AffineMatrix.Rotation(0.3, -0.4, 1.2) * AffineMatrix.Scale(
            1.5, 2, -1.8));

    /// <summary>A ball that is off the centre: its intensities and its labels have to be found at the same places in
    /// every augmentation.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Structures_stay_where_the_guise_shows_them(int seed)
    {
        using var scope = NewDisposeScope();
        var (x, y, z) = Grid.Grid2World.Apply(23, 15, 20);
        var distance = (Resampling.WorldPoints(Grid, CPU) - tensor(new[] { (float)x, (float)y, (float)z })).square()
            .sum([1]).sqrt().reshape(Grid.Nz, Grid.Ny, Grid.Nx);
        var ball = (distance < 14).to(float32);
        using var brain = new LabelledBrain(new Image(Grid, 100 * ball), new Image(Grid, 3 * ball));
        var augmentation = ScanAugmentation.Draw(new Random(seed), Grid);

        using var seen = augmentation.Of(brain.Scan);
        var labelled = brain.StructuresAt(Grid, augmentation.Motion) == 3;

        var bright = seen.Voxels.reshape(-1) > 50;
        var overlap = 2 * (bright & labelled).sum().ToDouble() / (bright.sum() + labelled.sum()).ToDouble();
        Assert.InRange(overlap, 0.97, 1);
        Assert.Equal(ball.sum().ToDouble(), labelled.sum().ToDouble(), 0.03 * ball.sum().ToDouble());
    }

    [Fact]
    public void The_same_chance_gives_the_same_guise_and_another_another()
    {
        Assert.Equal(ScanAugmentation.Draw(new Random(7), Grid), ScanAugmentation.Draw(new Random(7), Grid));
        Assert.NotEqual(ScanAugmentation.Draw(new Random(7), Grid), ScanAugmentation.Draw(new Random(8), Grid));
    }
}
