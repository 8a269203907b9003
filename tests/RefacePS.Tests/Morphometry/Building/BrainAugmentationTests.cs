using RefacePS.Morphometry;
using RefacePS.Morphometry.Building;
using RefacePS.Tests.Refacing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Morphometry.Building;

public sealed class BrainAugmentationTests : NetworkTest
{
    private const float Brain = 500, Fluid = 150, Bone = 20;
    private const double Radius = 36;

    private static readonly VoxelGrid Grid = new(
        48, 48, 48, AffineMatrix.Translation(-47, -47, -47) * AffineMatrix.Scale(2, 2, 2));

    private static readonly BrainAugmentation None = BrainAugmentation.None;

    [Fact]
    public void Nothing_leaves_a_head_as_it_is()
    {
        using var scope = NewDisposeScope();
        using var head = Ball();
        using var same = None.Of(head);
        Assert.Equal(head.Scan.ToArray(), same.Scan.ToArray());
        Assert.Equal(head.Structures.ToArray(), same.Structures.ToArray());
    }

    /// <summary>The room that the brain left holds fluid, most of it at the vertex; the skull holds what it
    /// held.</summary>
    [Fact]
    public void A_brain_shrinks_in_its_skull()
    {
        using var scope = NewDisposeScope();
        using var head = Ball();
        using var old = (None with { Atrophy = 4 }).Of(head);

        Assert.Equal(Inside(head), Inside(old));
        Assert.Equal(0, Thickness(head, 1), 0.0);
        Assert.InRange(Thickness(old, 1), 3, 5);
        Assert.InRange(Thickness(old, -1), 0, 2.2);
        Assert.InRange(ValueAt(old, Radius - 2), Fluid - 10, Fluid + 60);
        Assert.InRange(ValueAt(old, 12), Brain - 1, Brain + 1);
        Assert.Equal(ValueAt(head, Radius + 4), ValueAt(old, Radius + 4));

        static int Inside(LabelledBrain brain) =>
            (brain.Structures.Voxels != (int)BrainStructure.Background).sum().ToInt32();
    }

    [Fact]
    public void Dura_and_marrow_lie_outside_of_the_cavity()
    {
        using var scope = NewDisposeScope();
        using var head = Ball();
        using var other = (None with { Dura = 0.5, Marrow = 1 }).Of(head);
        Assert.Equal(Brain, ValueAt(other, Radius - 3));
        Assert.InRange(ValueAt(other, Radius + 1), 0.4 * Brain, 0.5 * Brain);
        Assert.InRange(ValueAt(other, Radius + 6), 0.7 * Brain, Brain);
        Assert.Equal(Bone, ValueAt(other, Radius + 11));
        Assert.Equal(head.Structures.ToArray(), other.Structures.ToArray());
    }

    [Fact]
    public void A_coil_is_bright_at_the_scalp()
    {
        using var scope = NewDisposeScope();
        using var head = Ball();
        using var shaded = (None with { Coil = 1 }).Of(head);
        Assert.InRange(ValueAt(shaded, 0) / ValueAt(head, 0), 0.99, 1.01);
        Assert.InRange(ValueAt(shaded, Radius) / ValueAt(head, Radius), 1.1, 1.2);
    }

    [Fact]
    public void The_same_chance_gives_the_same_head_and_another_another()
    {
        Assert.Equal(BrainAugmentation.Draw(new Random(7)), BrainAugmentation.Draw(new Random(7)));
        Assert.NotEqual(BrainAugmentation.Draw(new Random(7)), BrainAugmentation.Draw(new Random(8)));
    }

    /// <summary>A ball of cortex with a ventricle in the middle, in bone.</summary>
    private static LabelledBrain Ball()
    {
        var far = Resampling.WorldPoints(Grid, CPU).square().sum([1]).sqrt().reshape(Grid.Nz, Grid.Ny, Grid.Nx);
        var ventricle = (far < 10).to(float32);
        var inside = (far < Radius).to(float32);
        return new LabelledBrain(
            new Image(Grid, Bone + (Brain - Bone) * inside + (Fluid - Brain) * ventricle),
            new Image(Grid, (int)BrainStructure.FrontalGrey * (inside - ventricle)
                + (int)BrainStructure.Ventricles * ventricle));
    }

    /// <summary>Value so far (mm) above the middle.</summary>
    private static float ValueAt(LabelledBrain brain, double up) => Along(brain.Scan, up);

    /// <summary>Millimeters of fluid between brain and skull, above (1) or below (-1) the middle.</summary>
    private static double Thickness(LabelledBrain brain, int way) => Enumerable.Range(0, 400)
        .Count(step => Along(brain.Structures, way * 0.1 * step) == (int)BrainStructure.SulcalFluid) * 0.1;

    private static float Along(Image image, double up)
    {
        var (x, y, z) = Grid.World2Grid.Apply(0, 0, up);
        return image.Voxels[(long)Math.Round(z), (long)Math.Round(y), (long)Math.Round(x)].ToSingle();
    }
}
