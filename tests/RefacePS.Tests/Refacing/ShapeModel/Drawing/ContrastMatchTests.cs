using RefacePS.Refacing.ShapeModel.Drawing;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel.Drawing;

public sealed class ContrastMatchTests : NetworkTest
{
    [Fact]
    public void A_contrast_that_rises_and_falls_is_found_and_what_was_removed_plays_no_part()
    {
        using var scope = NewDisposeScope();
        var template = linspace(0, 1, 20_000);
        var truth = 0.8 * (template * Math.PI).sin() * (1 - 0.3 * template);
        var kept = (arange(20_000) % 3) > 0;
        var scan = truth.where(kept, tensor(0.9f));

        var match = ContrastMatch.Fit(template, scan, kept, zeros_like(template));

        // Twelve straight pieces of a half wave of height 0.8 err by (pi / 11)^2 / 8 of it.
        Assert.InRange((match.At(template) - truth).abs().max().ToDouble(), 0, 0.02);
        Assert.Equal(match.At(tensor(new[] { 0.37f }))[0].ToSingle(), match.At(0.37f), 5);
    }

    [Fact]
    public void Intensities_that_were_not_kept_are_reached_on_a_straight_line()
    {
        using var scope = NewDisposeScope();
        var template = linspace(0, 1, 20_000);

        var match = ContrastMatch.Fit(template, 0.7 * template, template < 0.6, zeros_like(template));

        Assert.InRange(match.At(0.95f), 0.6f, 0.7f);
    }
}
