using RefacePS.Refacing;
using RefacePS.Refacing.Shapes;
using RefacePS.Tests.Defacing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Shapes;

public sealed class FieldOfViewTests : NetworkTest, IClassFixture<AverageHead>, IDisposable
{
    private static readonly VoxelGrid Nodes = FaceBox.WithSpacing(FaceBox.NodeSpacing);
    private static readonly VoxelGrid Fields = FaceBox.WithSpacing(KeptShape.Spacing);

    private readonly FaceTemplate template;
    private readonly FieldOfView view;

    public FieldOfViewTests(AverageHead head)
    {
        template = new FaceTemplate(head.Atlas, face: null);
        view = new FieldOfView(template, CPU);
    }

    public void Dispose()
    {
        view.Dispose();
        template.Dispose();
    }

    [Fact]
    public void A_nose_lacks_what_lies_before_the_end_of_the_view()
    {
        using var scope = NewDisposeScope();
        var still = zeros(3, Nodes.Nz, Nodes.Ny, Nodes.Nx);
        var tip = Tip(zeros(3, Fields.Nz, Fields.Ny, Fields.Nx));

        Assert.Equal(0, view.Lacking(still, AffineMatrix.Identity, SeenUpTo(tip + 10)));
        Assert.InRange(view.Lacking(still, AffineMatrix.Identity, SeenUpTo(tip - 10)), 0.02, 0.9);
        Assert.True(view.Lacking(Forward(still, 10), AffineMatrix.Identity, SeenUpTo(tip + 6)) > 0);
    }

    [Fact]
    public void A_shape_is_drawn_whose_nose_is_in_view_though_most_are_not()
    {
        using var scope = NewDisposeScope();
        var still = zeros(3, Nodes.Nz, Nodes.Ny, Nodes.Nx);
        using var space = new ShapeSpace(Forward(still, 4), Forward(still, 8).unsqueeze(0));
        var seen = SeenUpTo(Tip(zeros(3, Fields.Nz, Fields.Ny, Fields.Nx)) + 6);

        var drawn = Enumerable.Range(0, 20).Select(seed => ShapeDraw.Draw(space, view, AffineMatrix.Identity, seen, new VoxelNoise((ulong)seed << 20))).ToArray();

        Assert.All(drawn, shape => Assert.Equal(0, view.Lacking(shape, AffineMatrix.Identity, seen)));
        Assert.Equal(20, drawn.Select(shape => shape[1].mean().ToDouble()).Distinct().Count());
    }

    [Fact]
    public void A_tip_that_would_be_cut_off_is_drawn_back_and_the_brows_stay()
    {
        using var scope = NewDisposeScope();
        var field = zeros(3, Fields.Nz, Fields.Ny, Fields.Nx);
        var tip = Tip(field);

        var fitted = view.Fit(field, SeenUpTo(tip - 5));

        Assert.InRange(Tip(fitted), tip - 12, tip - 6);
        Assert.Equal(0, fitted.reshape(3, -1)[1][Resampling.WorldPoints(Fields, CPU).select(1, 2) > -10].abs().max().ToDouble());
        Assert.Equal(0, view.Fit(field, SeenUpTo(tip + 10)).abs().max().ToDouble());
    }

    [Fact]
    public void A_view_that_ends_below_the_nose_takes_nothing_off_it()
    {
        using var scope = NewDisposeScope();
        var field = zeros(3, Fields.Nz, Fields.Ny, Fields.Nx);
        var seen = SeenUpTo(Tip(field) + 10);
        seen[(Resampling.WorldPoints(HeadSpace.Grid, CPU).select(1, 2) < -80).reshape(seen.shape)] = false;

        Assert.Equal(0, view.Fit(field, seen).abs().max().ToDouble());
    }

    private static Tensor Forward(Tensor shape, float millimetres)
    {
        var moved = shape.clone();
        moved[1] += millimetres;
        return moved;
    }

    private static Tensor SeenUpTo(double y) =>
        (Resampling.WorldPoints(HeadSpace.Grid, CPU).select(1, 1) < y).reshape(HeadSpace.Grid.Nz, HeadSpace.Grid.Ny, HeadSpace.Grid.Nx);

    /// <summary>The y of the foremost tissue near the middle.</summary>
    private double Tip(Tensor field)
    {
        var points = Resampling.WorldPoints(Fields, CPU);
        var tissue = (template.At(points + field.reshape(3, -1).t()) > 0.12) & (points.select(1, 0).abs() < 18) & (points.select(1, 2) > -110) & (points.select(1, 2) < -30);
        return points.select(1, 1)[tissue].max().ToDouble();
    }
}
