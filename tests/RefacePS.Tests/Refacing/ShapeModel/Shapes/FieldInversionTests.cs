using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Shapes;

public sealed class FieldInversionTests : NetworkTest
{
    private const double Spacing = 6;

    [Fact]
    public void There_and_back_is_no_shift_at_all()
    {
        using var scope = NewDisposeScope();
        var field = Wave();

        var rest = FieldInversion.Compose(field, FieldInversion.Invert(field, Spacing), Spacing);

        // Away from the walls, beyond which the nearest vector counts. Trilinear interpolation of a wave of 120 mm
        // between nodes of 6 mm errs by its curvature times 6 mm squared over 8: 0.06 mm for 5 mm of height, here in
        // the way there and in the way back.
        var inner = rest.slice(1, 4, -4, 1).slice(2, 4, -4, 1).slice(3, 4, -4, 1);
        Assert.InRange(inner.abs().max().ToDouble(), 0, 0.15);
        Assert.InRange(field.abs().max().ToDouble(), 4, 6);
    }

    [Fact]
    public void A_field_led_by_its_map_and_followed_back_is_no_shift_at_all()
    {
        using var scope = NewDisposeScope();
        var map = AffineMatrix.Translation(1, -6, 4) * AffineMatrix.Rotation(0.03, -0.01, 0.02) * AffineMatrix.Scale(
            1.05, 0.97, 1.02);
        var field = Wave();

        var led = FieldInversion.Lead(field, map, Spacing);
        var rest = FieldInversion.Compose(
            field, FieldInversion.Follow(map, FieldInversion.Invert(led, Spacing), Spacing), Spacing);

        var inner = rest.slice(1, 4, -4, 1).slice(2, 4, -4, 1).slice(3, 4, -4, 1);
        Assert.InRange(inner.abs().max().ToDouble(), 0, 0.2);
    }

    private static Tensor Wave()
    {
        var grid = FaceBox.WithSpacing(Spacing);
        var phase = Resampling.WorldPoints(grid, CPU).t() * (2 * Math.PI / 120);
        return (5 * stack([phase[1].sin(), phase[2].sin(), phase[0].cos()])).to(float32)
            .reshape(3, grid.Nz, grid.Ny, grid.Nx);
    }
}
