using RefacePS.Refacing.Pix2Pix;
using RefacePS.Refacing.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Pix2Pix;

public sealed class SliceAugmentationTests : NetworkTest
{
    private const int Side = 8;
    private static readonly SliceAugmentation Nothing = new(false, 0, 1, 0, 0, 1, 0, 0);

    [Fact]
    public void Nothing_drawn_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var images = rand(2, 2, Side, Side);
        Assert.Same(images, SliceAugmentation.Move(images, [Nothing, Nothing]));
        Assert.Same(images, SliceAugmentation.Recolour(images, [Nothing, Nothing]));
    }

    [Fact]
    public void A_shift_moves_pixels_and_brings_air_in()
    {
        using var scope = NewDisposeScope();
        var images = rand(1, 1, Side, Side);

        var moved = SliceAugmentation.Move(images, [Nothing with { RowShift = 2, ColumnShift = -1 }]);

        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++)
            {
                var expected = row + 2 < Side && column >= 1 ? images[0, 0, row + 2, column - 1].item<float>() : -1;
                Assert.Equal(expected, moved[0, 0, row, column].item<float>(), 1e-5f);
            }
        }
    }

    [Fact]
    public void A_quarter_turn_is_a_transpose_with_a_flip()
    {
        using var scope = NewDisposeScope();
        var images = rand(1, 3, Side, Side);
        var moved = SliceAugmentation.Move(images, [Nothing with { Rotation = Math.PI / 2 }]);
        Assert.True(moved.allclose(images.rot90(1, (2, 3)), atol: 1e-5));
    }

    [Fact]
    public void Each_sample_moves_by_its_own_draw()
    {
        using var scope = NewDisposeScope();
        var images = rand(2, 1, Side, Side);
        var moved = SliceAugmentation.Move(images, [Nothing, Nothing with { Scale = 0.5 }]);
        Assert.True(moved[0].allclose(images[0], atol: 1e-5));
        Assert.False(moved[1].allclose(images[1], atol: 1e-2));
    }

    [Fact]
    public void Contrast_follows_gamma_and_bias_and_air_stays_air()
    {
        using var scope = NewDisposeScope();
        var images = full(1, 1, Side, Side, -0.5f);
        images[0, 0, 0, 0] = -1;

        var changed = SliceAugmentation.Recolour(
            images, [Nothing with { Gamma = 2, RowBias = 0.1, ColumnBias = -0.2 }]);

        // -0.5 is 0.25 of [0, 1]; squared 0.0625; at the last row and first column gained by 0.1 and by 0.2.
        Assert.Equal(0.0625 * 1.3 * 2 - 1, changed[0, 0, Side - 1, 0].item<float>(), 1e-6f);
        Assert.Equal(-1, changed[0, 0, 0, 0].item<float>());
    }

    [Fact]
    public void Draws_stay_within_the_recipe_and_use_its_reach()
    {
        var recipe = new SliceAugmentationRecipe(AffineProbability: 0.5, RotationDegrees: 10, ScaleFraction: 0.1,
            ShiftPixels: 3);
        var draws = Enumerable.Range(0, 2000).Select(step => SliceAugmentation.Draw(
                recipe, RandomStream.Augmentation.At(1, step)))
            .ToArray();

        Assert.InRange(draws.Max(draw => draw.Rotation) * 180 / Math.PI, 9, 10);
        Assert.InRange(draws.Min(draw => draw.Scale), 0.9, 0.91);
        Assert.InRange(draws.Max(draw => draw.RowShift), 2.7, 3);

        // Shares of 2000 fair draws: five standard errors of 0.011.
        Assert.InRange(draws.Average(draw => draw.Flip ? 1 : 0), 0.445, 0.555);
        Assert.InRange(draws.Average(draw => draw.Rotation == 0 ? 1 : 0), 0.445, 0.555);

        // First numbers of neighbouring steps must not follow each other.
        var changes = draws.Zip(draws.Skip(1)).Average(pair => pair.First.Flip == pair.Second.Flip ? 1 : 0);
        Assert.InRange(changes, 0.445, 0.555);
    }
}
