using RefacePS.Refacing.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Pix2Pix;

/// <summary>
/// Draws the samples of each step from the affected slices of all heads, each once an epoch. What a step draws follows
/// from the seed and the number of the step alone, so that training resumes anywhere without stored generator states.
/// </summary>
internal sealed class SliceSampler
{
    private const int Channels = SliceWindow.Channels + 2;
    private static readonly float[] Intensities =
        [.. Enumerable.Range(0, 256).Select(stored => HeadPair.Dequantise((byte)stored))];

    private readonly (HeadPair Head, int Slice)[] samples;
    private readonly TrainingRecipe recipe;
    private readonly int side;
    private readonly EpochOrder order;

    /// <summary>Gathers the affected slices.</summary>
    /// <exception cref="TrainingDataInvalidException">Slices differ in size, do not suit the network, or are fewer than
    /// a batch.</exception>
    public SliceSampler(IReadOnlyList<HeadPair> heads, TrainingRecipe recipe)
    {
        samples = [.. heads.SelectMany(head => head.AffectedSlices().Select(slice => (head, slice)))];
        this.recipe = recipe;
        order = new EpochOrder(samples.Length, recipe.Seed);
        if (samples.Length < recipe.BatchSize)
        {
            throw new TrainingDataInvalidException(
                $"Slices with something removed in {Counted.Of(heads.Count, "head")}: {samples.Length}, fewer than a "
                    + $"batch of "
                    + $"{recipe.BatchSize}. Train on more heads.");
        }

        side = samples[0].Head.Side;
        if (heads.FirstOrDefault(head => head.Side != side) is { } odd)
        {
            throw new TrainingDataInvalidException(
                $"Slices of '{odd.Subject}' are {odd.Side} x {odd.Side}, those of '{samples[0].Head.Subject}' {side} x "
                    + $"{side}; all must be alike.");
        }

        if (side % recipe.Generator.SideMultiple != 0)
        {
            throw new TrainingDataInvalidException(
                $"Slices of {side} x {side} do not suit a generator of depth {recipe.Generator.Depth}: the side must "
                    + $"be a multiple of {recipe.Generator.SideMultiple}.");
        }
    }

    /// <summary>Whole batches in an epoch; which slices are left over changes with every epoch.</summary>
    public int StepsPerEpoch => samples.Length / recipe.BatchSize;

    /// <summary>Samples of a step, counted from 0 over all epochs, on <paramref name="device"/>.</summary>
    public TrainingBatch Draw(long step, Device device)
    {
        var (epoch, position) = Math.DivRem(step, StepsPerEpoch);
        var shown = order.Of((int)epoch);
        var random = RandomStream.Augmentation.At(recipe.Seed, step);
        var chosen = Enumerable.Range(0, recipe.BatchSize).Select(i => samples[shown[position * recipe.BatchSize + i]])
            .ToArray();
        var draws = chosen.Select(_ => SliceAugmentation.Draw(recipe.Augmentation, random)).ToArray();
        return Augment(Gather(chosen, draws).to(device), draws);
    }

    private static TrainingBatch Augment(Tensor gathered, SliceAugmentation[] draws)
    {
        var moved = SliceAugmentation.Move(gathered, draws);
        var colours = SliceAugmentation.Recolour(moved.narrow(1, 0, SliceWindow.Channels + 1), draws);
        return new TrainingBatch(
            colours.narrow(1, 0, SliceWindow.Channels),
            colours.narrow(1, SliceWindow.Channels, 1),
            moved.narrow(1, SliceWindow.Channels + 1, 1).gt(0.5).to(ScalarType.Float32));
    }

    // Channels: three of the input, the target, the mask.
    private Tensor Gather((HeadPair Head, int Slice)[] chosen, SliceAugmentation[] draws)
    {
        var length = side * side;
        var values = new float[chosen.Length * Channels * length];
        for (var i = 0; i < chosen.Length; i++)
        {
            var (head, slice) = chosen[i];
            var sample = values.AsSpan(i * Channels * length);
            for (var channel = 0; channel < SliceWindow.Channels; channel++)
            {
                var neighbour = SliceWindow.Neighbour(slice, channel, head.Slices, draws[i].Flip);
                Decode(head.Input.Span.Slice(neighbour * length, length), sample[(channel * length)..]);
            }

            Decode(head.Target.Span.Slice(slice * length, length), sample[(SliceWindow.Channels * length)..]);
            Mark(head.Mask.Span.Slice(slice * length, length), sample[((SliceWindow.Channels + 1) * length)..]);
        }

        return tensor(values, [chosen.Length, Channels, side, side]);
    }

    private static void Decode(ReadOnlySpan<byte> stored, Span<float> values)
    {
        for (var i = 0; i < stored.Length; i++)
        {
            values[i] = Intensities[stored[i]];
        }
    }

    private static void Mark(ReadOnlySpan<byte> mask, Span<float> values)
    {
        for (var i = 0; i < mask.Length; i++)
        {
            values[i] = mask[i] == 0 ? 0 : 1;
        }
    }
}
