using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Drawing;

public sealed class FaceBlendTests : NetworkTest
{
    /// <summary>World y (mm) from which on everything was removed.</summary>
    private const float Border = 60;

    [Fact]
    public void The_kept_anatomy_rules_at_the_border_and_has_no_say_16_mm_inside()
    {
        using var scope = NewDisposeScope();
        using var head = CutHead.Behind(Border);
        var grid = FaceBox.WithSpacing(KeptShape.Spacing);
        using var blend = new FaceBlend(zeros(3, grid.Nz, grid.Ny, grid.Nx), head);

        var blended = blend.Blend(ones(3, grid.Nz, grid.Ny, grid.Nx)).reshape(3, -1)[1];

        var y = Resampling.WorldPoints(grid, CPU).select(1, 1);
        Assert.Equal(0, blended[y < Border - 4].max().ToDouble());
        Assert.Equal(1, blended[(y > Border + 18) & (y < Border + 80)].min().ToDouble());
        Assert.InRange(blended[(y > Border + 6) & (y < Border + 10)].mean().ToDouble(), 0.3, 0.7);

        // No edge where the passage begins or ends: a straight one would be at 0.22 and 0.78 here.
        Assert.InRange(blended[(y > Border + 3) & (y < Border + 4)].max().ToDouble(), 0.01, 0.15);
        Assert.InRange(blended[(y > Border + 12) & (y < Border + 13)].min().ToDouble(), 0.82, 0.99);
    }

    [Fact]
    public void Where_face_and_kept_anatomy_disagree_much_the_passage_is_longer()
    {
        using var scope = NewDisposeScope();
        using var head = CutHead.Behind(Border);
        var grid = FaceBox.WithSpacing(KeptShape.Spacing);
        var free = zeros(3, grid.Nz, grid.Ny, grid.Nx);
        free[1] += 12.5f;
        using var blend = new FaceBlend(zeros_like(free), head);

        var blended = blend.Blend(free).reshape(3, -1)[1];

        var y = Resampling.WorldPoints(grid, CPU).select(1, 1);
        Assert.InRange(blended[(y > Border + 11) & (y < Border + 14)].mean().ToDouble(), 5.2, 7.2);
        Assert.Equal(12.5, blended[(y > Border + 26) & (y < Border + 80)].min().ToDouble());
    }
}
