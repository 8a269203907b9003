using RefacePS.Refacing.Faces;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Shapes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Shapes;

/// <summary>Shifts on a small grid that two known components made.</summary>
public sealed class ShapeSpaceTests : NetworkTest
{
    private static readonly long[] Shape = [3, 4, 5, 6];

    [Fact]
    public void The_components_that_made_the_shifts_are_found_with_their_deviations()
    {
        using var scope = NewDisposeScope();
        var (first, second) = Components();
        var (a, b) = (Standardised(1), Standardised(2));
        b = Standardise(b - (a * b).mean() * a);
        var shifts = stack([.. Enumerable.Range(0, 40).Select(i => 7 + 3 * a[i] * first + 0.5 * b[i] * second)])
            .to(float32);

        using var space = ShapeSpace.Find(shifts, ones(Shape[1..]), count: 5);

        Assert.InRange((space.Mean - 7).abs().max().ToDouble(), 0, 1e-4);
        Assert.InRange(space.Modes[0].norm().ToDouble(), 2.999, 3.001);
        Assert.InRange(space.Modes[1].norm().ToDouble(), 0.499, 0.501);
        Assert.InRange(Math.Abs((space.Modes[0] * first).sum().ToDouble()), 2.999, 3.001);
        Assert.InRange(space.Modes.slice(0, 2, 5, 1).abs().max().ToDouble(), 0, 1e-3);
    }

    [Fact]
    public void Drawn_coefficients_are_normal_and_half_as_wide_again_as_those_of_people()
    {
        using var scope = NewDisposeScope();

        var draws = stack(
            [.. Enumerable.Range(0, 400).Select(seed => ShapeDraw.Coefficients(5, new VoxelNoise((ulong)seed << 20)))])
                / 1.5;

        // 400 draws: the error of a mean is 0.05, that of a deviation 0.035; coefficients beyond 2.5 are cut.
        Assert.InRange(draws.mean([0]).abs().max().ToDouble(), 0, 0.2);
        Assert.InRange(draws.std(0).min().ToDouble(), 0.85, 1.1);
        Assert.InRange(draws.abs().max().ToDouble(), 2, 2.5);
    }

    private static (Tensor First, Tensor Second) Components()
    {
        manual_seed(1);
        var (first, second) = (randn(Shape), randn(Shape));
        first /= first.norm();
        second -= (first * second).sum() * first;
        return (first, second / second.norm());
    }

    private static Tensor Standardised(int seed)
    {
        manual_seed(seed);
        return Standardise(randn(40));
    }

    private static Tensor Standardise(Tensor values) => (values - values.mean()) / values.std();
}
