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
        var grid = FaceBox.WithSpacing(KeptShape.Spacing);
        var mask = Resampling.WorldPoints(HeadSpace.Grid, CPU).select(1, 1) > Border;
        var place = new FacePlace(new Mask(HeadSpace.Grid, mask.to(uint8).data<byte>().ToArray()), AffineMatrix.Identity, IsForeign: false);
        using var scan = Image.FromValues(HeadSpace.Grid, new float[HeadSpace.Grid.VoxelCount], CPU);
        var intensity = new ScanIntensity(AirSample.Collect(new float[100], _ => true), new IntensityScale(-1, -0.2));
        using var head = KeptFace.Carry(scan, intensity, place);

        var joined = FaceJoin.Join(ones(3, grid.Nz, grid.Ny, grid.Nx), zeros(3, grid.Nz, grid.Ny, grid.Nx), head).reshape(3, -1)[1];

        var y = Resampling.WorldPoints(grid, CPU).select(1, 1);
        Assert.Equal(0, joined[y < Border - 4].max().ToDouble());
        Assert.Equal(1, joined[(y > Border + 18) & (y < Border + 80)].min().ToDouble());
        Assert.InRange(joined[(y > Border + 5) & (y < Border + 9)].mean().ToDouble(), 0.3, 0.7);
    }
}
