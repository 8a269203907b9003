using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Drawing;

public sealed class EarScalpTests : NetworkTest
{
    private const double Narrower = 4, FatDepth = 4;
    private const float Muscle = 0.3f, Fat = 0.6f;

    private readonly (Tensor X, Tensor Y, Tensor Z) at;

    /// <summary>Half of the width (mm) of a made-up average head, at every point.</summary>
    private readonly Tensor halfWidth;

    public EarScalpTests()
    {
        var points = Resampling.WorldPoints(HeadSpace.Grid, CPU);
        at = (points.select(1, 0), points.select(1, 1), points.select(1, 2));
        halfWidth = 80 - at.Y.square() / 400 - (at.Z + 44).square() / 500;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void The_scalp_is_continued_from_what_is_kept_round_the_ear(int side)
    {
        using var scope = NewDisposeScope();
        var found = EarScalp.Find(Average(), Narrow(Ears()))!;

        // On the right x falls towards the middle: a point of the narrow head lies farther out in the average.
        var middle = (at.X.sign() == side) & (at.Y.abs() < 12) & ((at.Z + 44).abs() < 20);
        var scalp = middle & ((at.X.abs() - halfWidth + Narrower).abs() < 8);
        Assert.Equal(side * Narrower, Mean(found.Shift, middle & (at.X.abs() > 30)), 0.7);
        var outward = Box(at.X.abs() - halfWidth + Narrower);

        // Tissue begins at a sixth of the brightness of fat, which is a third of a voxel before the border.
        Assert.Equal(-HeadSpace.Spacing / 3, Mean(found.Outward - outward, scalp), 0.5);
    }

    [Fact]
    public void The_layers_under_the_skin_are_those_of_the_kept_scalp()
    {
        using var scope = NewDisposeScope();
        var found = EarScalp.Find(Average(), Narrow(Ears()))!;

        var depth = halfWidth - Narrower - at.X.abs();
        var middle = (at.Y.abs() < 12) & ((at.Z + 44).abs() < 20);
        Assert.Equal(Fat - Muscle, Mean(found.Addend, middle & (depth > 1) & (depth < 3)), 0.08);
        Assert.Equal(0, Mean(found.Addend, middle & (depth > 8) & (depth < 14)), 0.05);
        Assert.Equal(0, Mean(found.Addend, middle & (depth < -4)), 0.01);
    }

    [Fact]
    public void Nothing_changes_where_ears_were_kept_or_nothing_is_left_round_them()
    {
        using var scope = NewDisposeScope();
        Assert.Null(EarScalp.Find(Average(), Narrow(zeros_like(Ears()))));
        Assert.Null(EarScalp.Find(Average(), Narrow(at.Y > 10)));
        Assert.Null(EarScalp.Find(Average(), CutHead.Of(zeros_like(at.X), Ears())));
    }

    private FaceShading Average()
    {
        var lit = ((halfWidth - at.X.abs()) / HeadSpace.Spacing + 0.5).clamp(0, 1) * Muscle;
        return new(Box(ones_like(lit)), Box(zeros_like(lit)), Box(lit), Box(zeros_like(lit)));
    }

    /// <summary>A head that is narrower than the average, with a layer of fat.</summary>
    private ObservedHead Narrow(Tensor removed)
    {
        var depth = halfWidth - Narrower - at.X.abs();
        var tissue = where(depth < FatDepth, full_like(depth, Fat), full_like(depth, Muscle));
        return CutHead.Of((depth / HeadSpace.Spacing + 0.5).clamp(0, 1) * tissue, removed);
    }

    private Tensor Ears() =>
        (at.X.abs() > 62) & (at.Y > -28) & (at.Y < 34) & (at.Z > -88) & (at.Z < 0);

    private static Tensor Box(Tensor values) =>
        values.reshape(HeadSpace.Side, HeadSpace.Side, HeadSpace.Side);

    private static double Mean(Tensor values, Tensor where) => values.reshape(-1)[where].mean().ToDouble();
}
