using RefacePS.Refacing;
using RefacePS.Refacing.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Shapes;

public sealed class FaceJoinTests : NetworkTest
{
    /// <summary>World y (mm) from which on everything was removed.</summary>
    private const float Border = 60;

    [Fact]
    public void The_kept_anatomy_rules_at_the_border_and_has_no_say_15_mm_inside()
    {
        using var scope = NewDisposeScope();
        using var head = CutAtTheBorder();
        var grid = FaceBox.WithSpacing(KeptShape.Spacing);

        var joined = FaceJoin.Join(ones(3, grid.Nz, grid.Ny, grid.Nx), zeros(3, grid.Nz, grid.Ny, grid.Nx), head).reshape(3, -1)[1];

        var y = Resampling.WorldPoints(grid, CPU).select(1, 1);
        Assert.Equal(0, joined[y < Border - 4].max().ToDouble());
        Assert.Equal(1, joined[(y > Border + 18) & (y < Border + 80)].min().ToDouble());
        Assert.InRange(joined[(y > Border + 5) & (y < Border + 9)].mean().ToDouble(), 0.3, 0.7);
    }

    [Fact]
    public void Where_face_and_kept_anatomy_disagree_much_the_passage_is_longer()
    {
        using var scope = NewDisposeScope();
        using var head = CutAtTheBorder();
        var grid = FaceBox.WithSpacing(KeptShape.Spacing);
        var free = zeros(3, grid.Nz, grid.Ny, grid.Nx);
        free[1] += 12.5f;

        var joined = FaceJoin.Join(free, zeros_like(free), head).reshape(3, -1)[1];

        var y = Resampling.WorldPoints(grid, CPU).select(1, 1);
        Assert.InRange(joined[(y > Border + 8) & (y < Border + 12)].mean().ToDouble(), 5.2, 7.2);
        Assert.Equal(12.5, joined[(y > Border + 24) & (y < Border + 80)].min().ToDouble());
    }

    private static KeptFace CutAtTheBorder()
    {
        var mask = Resampling.WorldPoints(HeadSpace.Grid, CPU).select(1, 1) > Border;
        var place = new FacePlace(new Mask(HeadSpace.Grid, mask.to(uint8).data<byte>().ToArray()), AffineMatrix.Identity, IsForeign: false);
        using var scan = Image.FromValues(HeadSpace.Grid, new float[HeadSpace.Grid.VoxelCount], CPU);
        var intensity = new ScanIntensity(AirSample.Collect(new float[100], _ => true), new IntensityScale(-1, -0.2));
        return KeptFace.Carry(scan, intensity, place);
    }
}
