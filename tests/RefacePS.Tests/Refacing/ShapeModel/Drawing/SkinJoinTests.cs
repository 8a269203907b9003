using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Fitting;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Tests.Defacing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Drawing;

/// <summary>The average head, broader than itself, from which everything before y = 65 mm was removed.</summary>
public sealed class SkinJoinTests : NetworkTest, IClassFixture<AverageHead>, IDisposable
{
    private const float Border = 65;

    /// <summary>Breadth of the head against that of the average: 2 mm more at each cheek.</summary>
    private const float Broader = 1.03f;

    private static readonly VoxelGrid Grid = FaceBox.WithSpacing(KeptShape.Spacing);

    private readonly Tensor average;
    private readonly KeptShape kept;

    public SkinJoinTests(AverageHead head)
    {
        average = AtlasFace.Average(head.Atlas, CPU);
        kept = new KeptShape(average);
    }

    public void Dispose()
    {
        kept.Dispose();
        average.Dispose();
    }

    [Fact]
    public void Skin_that_lies_beside_the_kept_one_is_brought_there_at_the_border()
    {
        using var scope = NewDisposeScope();
        using var head = Broad(removed: points => points.select(1, 1) > Border);
        var field = zeros(3, Grid.Nz, Grid.Ny, Grid.Nx);

        var joined = SkinJoin.Correct(field, average, kept.Skin, head);

        Assert.InRange(Apart(field), 1.2, 2.2);
        Assert.InRange(Apart(joined), 0, 0.5);
    }

    [Fact]
    public void A_field_is_left_alone_where_nothing_was_removed_and_far_from_the_border()
    {
        using var scope = NewDisposeScope();
        using var whole = Broad(removed: points => points.select(1, 1) > 1000);
        using var cut = Broad(removed: points => points.select(1, 1) > Border);
        var field = randn(3, Grid.Nz, Grid.Ny, Grid.Nx, generator: new Generator(1, CPU));

        var unchanged = SkinJoin.Correct(field, average, kept.Skin, whole);
        var joined = SkinJoin.Correct(zeros_like(field), average, kept.Skin, cut);

        Assert.Equal(0, (unchanged - field).abs().max().ToDouble());
        var y = Resampling.WorldPoints(Grid, CPU).select(1, 1).reshape(Grid.Nz, Grid.Ny, Grid.Nx);
        Assert.InRange((joined.abs().amax([0]) * (y > Border + 30)).max().ToDouble(), 0, 0.1);
    }

    /// <summary>Mean distance (mm) between the average's skin and that of the broad head beside the border.</summary>
    private double Apart(Tensor field)
    {
        var points = Resampling.WorldPoints(Grid, CPU);
        var (own, average) = (Distance(ToAverage(points)), Distance(points + field.reshape(3, -1).t()));
        var (x, y) = (points.select(1, 0).abs(), points.select(1, 1));
        var isCheek = (own.abs() < 2) & (x > 45) & (y > Border - 8) & (y < Border);
        return (own - average).abs()[isCheek].mean().ToDouble();

        Tensor Distance(Tensor places) => Resampling.SampleWorld(kept.Skin, FaceBox.Grid, places)[0];
    }

    private ObservedHead Broad(Func<Tensor, Tensor> removed)
    {
        var points = Resampling.WorldPoints(HeadSpace.Grid, CPU);
        var values = Resampling.SampleWorld(average.unsqueeze(0), FaceBox.Grid, ToAverage(points))[0];
        return CutHead.Of(values, removed(points));
    }

    private static Tensor ToAverage(Tensor points) => points / tensor(new[] { Broader, 1, 1 });
}
