using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Pix2Pix3D;
using RefacePS.Refacing.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Pix2Pix3D;

public sealed class VolumeAugmentationTests : NetworkTest
{
    private static readonly VolumeAugmentationRecipe Nothing = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    [Fact]
    public void The_same_chance_gives_the_same_volume_and_other_chance_another()
    {
        using var scope = NewDisposeScope();
        var volume = rand(2, 16, 16, 16);
        Tensor Moved(int seed) => With(new VolumeAugmentationRecipe(FlipProbability: 1, MoveProbability: 1), seed)
            .Move(volume);

        Assert.True(Moved(1).equal(Moved(1)).all().ToBoolean());
        Assert.False(Moved(1).allclose(Moved(2)));
    }

    [Fact]
    public void A_mirrored_head_swaps_its_sides()
    {
        using var scope = NewDisposeScope();
        var volume = rand(1, 4, 3, 2);
        Assert.True(With(Nothing with { FlipProbability = 1 }).Move(volume)[0][0].equal(volume[0][3]).all()
            .ToBoolean());
    }

    [Fact]
    public void A_shift_moves_by_as_many_voxels()
    {
        using var scope = NewDisposeScope();
        var ramp = arange(16, float32).reshape(1, 1, 1, 16).expand(1, 16, 16, 16);

        var moved = With(Nothing with { MoveProbability = 1, ShiftVoxels = 2 }).Move(ramp) - ramp;

        var inside = moved.narrow(1, 3, 10).narrow(2, 3, 10).narrow(3, 3, 10);
        Assert.InRange(inside.abs().max().item<float>(), 0.01f, 2.001f);
        Assert.InRange((inside - inside.mean()).abs().max().item<float>(), 0, 1e-4f);
    }

    [Fact]
    public void Air_stays_air_in_any_contrast_and_tissue_changes_order()
    {
        using var scope = NewDisposeScope();
        var tissues = linspace(0, 1, 11).reshape(1, 11, 1, 1);
        var disordered = Enumerable.Range(0, 40)
            .Select(seed => With(Nothing with { ContrastProbability = 1, ContrastSpread = 0.3 }, seed)
                .Recolour(tissues)).ToArray();

        Assert.All(disordered, values => Assert.InRange(values[0, 0, 0, 0].item<float>(), 0, 1e-3f));
        Assert.All(disordered, values => Assert.InRange(values.max().item<float>(), 0.02f, 1));
        Assert.Contains(disordered, values => (values.diff(dim: 1) < -0.05).any().ToBoolean());
    }

    [Fact]
    public void Others_remove_something_else_and_never_what_lies_behind()
    {
        using var scope = NewDisposeScope();
        var ours = zeros(1, HeadSpace.Side, HeadSpace.Side, HeadSpace.Side);
        var theirs = Enumerable.Range(0, 8)
            .Select(seed => With(Nothing with { ForeignProbability = 1 }, seed).Remove(ours)).ToArray();

        // Columns run from y = -40 mm forward, two millimeters each: the first 20 end at the origin.
        Assert.All(theirs, mask => Assert.Equal(0, mask.narrow(3, 0, 20).narrow(2, 50, 46).sum().item<float>()));
        Assert.All(theirs, mask => Assert.InRange(mask.mean().item<float>(), 0.05f, 0.6f));
        Assert.True(theirs.Select(mask => mask.sum().item<float>()).Distinct().Count() == theirs.Length);
        Assert.Same(ours, With(Nothing).Remove(ours));
    }

    private static VolumeAugmentation With(VolumeAugmentationRecipe recipe, int seed = 3) =>
        new(recipe, new Random(seed));
}
