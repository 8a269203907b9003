using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Pix2Pix;
using RefacePS.Refacing.Training;
using RefacePS.Tests.Refacing.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Pix2Pix;

public sealed class SliceSamplerTests : NetworkTest
{
    private const int Side = SyntheticHeads.Side;
    private const int Affected = SyntheticHeads.Slices - 4;

    private static readonly TrainingRecipe Plain = new()
    {
        Generator = new UnetOptions(Depth: 4, Filters: 8),
        Augmentation = SliceAugmentationRecipe.None,
        BatchSize = 3,
    };

    [Fact]
    public void Every_affected_slice_is_shown_once_an_epoch_between_its_neighbours()
    {
        using var scope = NewDisposeScope();
        var head = Numbered();
        var sampler = new SliceSampler([head], Plain with { BatchSize = 2 });
        Assert.Equal(Affected / 2, sampler.StepsPerEpoch);

        var shown = Enumerable.Range(0, sampler.StepsPerEpoch).SelectMany(step => Windows(sampler.Draw(step, CPU)))
            .ToArray();

        Assert.Equal(Enumerable.Range(2, Affected), shown.Select(window => window[1]).Order());
        Assert.All(shown, window => Assert.Equal([window[1] - 1, window[1], window[1] + 1, window[1] + 100], window));
    }

    [Fact]
    public void Epochs_differ_and_steps_repeat()
    {
        using var scope = NewDisposeScope();
        int[] Middles(SliceSampler sampler, int first) =>
            [.. Enumerable.Range(first, sampler.StepsPerEpoch).SelectMany(step => Windows(sampler.Draw(step, CPU)))
                .Select(window => window[1])];
        var recipe = Plain with { BatchSize = 1 };
        var sampler = new SliceSampler([Numbered()], recipe);

        var (first, second) = (Middles(sampler, 0), Middles(sampler, Affected));

        Assert.NotEqual(first, second);
        Assert.Equal(second, Middles(new SliceSampler([Numbered()], recipe), Affected));
        Assert.NotEqual(first, Middles(new SliceSampler([Numbered()], recipe with { Seed = 2 }), 0));
    }

    [Fact]
    public void A_flipped_head_has_its_neighbours_exchanged()
    {
        using var scope = NewDisposeScope();
        var recipe = Plain with { Augmentation = SliceAugmentationRecipe.None with { FlipProbability = 1 } };
        var windows = Windows(new SliceSampler([Numbered()], recipe).Draw(0, CPU));
        Assert.All(windows, window => Assert.Equal([window[1] + 1, window[1], window[1] - 1, window[1] + 100], window));
    }

    [Fact]
    public void Input_and_target_still_agree_on_what_was_kept_when_varied()
    {
        using var scope = NewDisposeScope();
        var recipe = Plain with { Augmentation = new SliceAugmentationRecipe(AffineProbability: 1) };
        var batch = new SliceSampler(SyntheticHeads.Make(3, seed: 1), recipe).Draw(0, CPU);

        // Interpolation mixes kept and removed in the pixels that touch the border, so the border is left out.
        var near = nn.functional.max_pool2d(batch.Removed, 3, 1, 1).gt(0);
        var difference = (batch.Input.narrow(1, 1, 1) - batch.Target).abs();

        Assert.Equal(0, difference.masked_fill(near, 0).max().item<float>());
        Assert.True((difference * batch.Removed).max().item<float>() > 0.1);
        Assert.True((batch.Removed * (1 - batch.Removed)).count_nonzero().item<long>() == 0);
    }

    [Fact]
    public void Refuses_heads_that_cannot_be_batched()
    {
        var heads = SyntheticHeads.Make(1, seed: 1);
        Assert.Throws<TrainingDataInvalidException>(() => new SliceSampler([], Plain));
        Assert.Throws<TrainingDataInvalidException>(
            () => new SliceSampler(heads, Plain with { BatchSize = Affected + 1 }));
        Assert.Throws<TrainingDataInvalidException>(
            () => new SliceSampler(heads, Plain with { Generator = new UnetOptions(Depth: 6) }));
        var small = new HeadPair(
            "small", 1, new byte[16 * 16], new byte[16 * 16], [.. Enumerable.Repeat((byte)1, 16 * 16)]);
        Assert.Contains(
            "small", Assert.Throws<TrainingDataInvalidException>(() => new SliceSampler([.. heads, small], Plain))
                .Message, StringComparison.Ordinal);
    }

    // Slice n of the input holds the code n everywhere, of the target n + 100.
    private static HeadPair Numbered()
    {
        byte[] Stack(Func<int, int> value) =>
            [.. Enumerable.Range(0, SyntheticHeads.Slices * Side * Side).Select(i => (byte)value(i / (Side * Side)))];
        return new HeadPair("numbered", SyntheticHeads.Slices, Stack(slice => slice), Stack(slice => slice + 100),
            Stack(slice => slice is >= 2 and < Affected + 2 ? 1 : 0));
    }

    private static int[][] Windows(TrainingBatch batch) =>
        [.. Enumerable.Range(0, (int)batch.Input.shape[0]).Select(i => (int[])
            [.. Enumerable.Range(0, 3)
                .Select(channel => (int)HeadPair.Quantise(batch.Input[i, channel, 5, 5].item<float>())),
                HeadPair.Quantise(batch.Target[i, 0, 5, 5].item<float>())])];
}
