using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Tests.Defacing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Drawing;

public sealed class FieldOfViewTests : NetworkTest, IClassFixture<AverageHead>, IDisposable
{
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
    public void A_tip_that_would_be_cut_off_is_drawn_back_and_the_brows_stay()
    {
        using var scope = NewDisposeScope();
        var field = zeros(3, Fields.Nz, Fields.Ny, Fields.Nx);
        var tip = Tip(field);

        var fitted = view.Fit(field, SeenUpTo(tip - 5));

        Assert.InRange(Tip(fitted), tip - 12, tip - 6);
        Assert.Equal(0, fitted.reshape(3, -1)[1][Resampling.WorldPoints(Fields, CPU).select(1, 2) > -10].abs().max()
            .ToDouble());
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

    /// <summary>As of a head that was bowed, or of tilted slices.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(25)]
    [InlineData(30)]
    public void A_floor_that_is_oblique_takes_nothing_off_the_nose(double degrees)
    {
        using var scope = NewDisposeScope();
        var field = zeros(3, Fields.Nz, Fields.Ny, Fields.Nx);
        var tip = Tip(field);
        var (sine, cosine) = Math.SinCos(double.DegreesToRadians(degrees));
        var points = Resampling.WorldPoints(HeadSpace.Grid, CPU);
        var (y, z) = (points.select(1, 1), points.select(1, 2));
        var seen = ((y < tip + 10) & (cosine * (z + 75) > sine * (y - tip)))
            .reshape(HeadSpace.Grid.Nz, HeadSpace.Grid.Ny, HeadSpace.Grid.Nx);

        Assert.Equal(0, view.Fit(field, seen).abs().max().ToDouble());
    }

    private static Tensor SeenUpTo(double y) =>
        (Resampling.WorldPoints(HeadSpace.Grid, CPU).select(1, 1) < y)
            .reshape(HeadSpace.Grid.Nz, HeadSpace.Grid.Ny, HeadSpace.Grid.Nx);

    /// <summary>The y of the foremost tissue near the middle.</summary>
    private double Tip(Tensor field)
    {
        var points = Resampling.WorldPoints(Fields, CPU);
        var tissue = (template.At(points + field.reshape(3, -1).t()) > 0.12) & (points.select(1, 0).abs() < 18) & (
            points.select(1, 2) > -110) & (points.select(1, 2) < -30);
        return points.select(1, 1)[tissue].max().ToDouble();
    }
}
