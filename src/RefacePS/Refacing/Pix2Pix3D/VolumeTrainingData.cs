using RefacePS.Refacing.Faces;
using RefacePS.Refacing.Networks;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Refacing.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Pix2Pix3D;

/// <summary>
/// Whole heads for a 3-D network, each once an epoch. What a step draws follows from the seed and the number of the
/// step alone.
/// </summary>
internal sealed class VolumeTrainingData : ITrainingData
{
    private const int Side = HeadSpace.Side;

    /// <summary>The slice of a head that is shown: beside the nose.</summary>
    private const int ShownSlice = Side / 2 - 3;

    private readonly TrainingRecipe recipe;
    private readonly IReadOnlyList<VolumeHead> training;
    private readonly IReadOnlyList<VolumeHead> validation;
    private readonly Device device;
    private readonly VolumeAugmentationRecipe augmentation;
    private readonly EpochOrder order;

    /// <summary>Takes heads.</summary>
    /// <exception cref="TrainingDataInvalidException">There are fewer heads than a batch holds, or heads do not suit
    /// the depth of the network.</exception>
    public VolumeTrainingData(TrainingRecipe recipe, IReadOnlyList<VolumeHead> training,
        IReadOnlyList<VolumeHead> validation, Device device)
    {
        (this.recipe, this.training, this.validation, this.device) = (recipe, training, validation, device);
        order = new EpochOrder(training.Count, recipe.Seed);
        augmentation = recipe.VolumeAugmentation ?? new VolumeAugmentationRecipe();
        if (training.Count < recipe.BatchSize)
        {
            throw new TrainingDataInvalidException(
                $"Heads to train on: {training.Count}, fewer than a batch of {recipe.BatchSize}. Train on "
                    + $"more heads.");
        }

        if (Side % recipe.Generator.SideMultiple != 0)
        {
            throw new TrainingDataInvalidException(
                $"Heads of {Side} voxels a side do not suit a generator of depth {recipe.Generator.Depth}: the side "
                    + $"must be a multiple of {recipe.Generator.SideMultiple}.");
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> Subjects => training.Select(head => head.Pair.Subject);

    /// <inheritdoc/>
    public int StepsPerEpoch => training.Count / recipe.BatchSize;

    /// <inheritdoc/>
    public TrainingBatch Draw(long step, Device device)
    {
        var (epoch, position) = Math.DivRem(step, StepsPerEpoch);
        var shown = order.Of((int)epoch);
        var random = RandomStream.Augmentation.At(recipe.Seed, step);
        var samples = Enumerable.Range(0, recipe.BatchSize)
            .Select(i => Varied(training[shown[position * recipe.BatchSize + i]],
                new VolumeAugmentation(augmentation, random), device)).ToArray();
        Tensor Stacked(Func<TrainingBatch, Tensor> part) => stack([.. samples.Select(part)]);
        return new TrainingBatch(Stacked(s => s.Input), Stacked(s => s.Target), Stacked(s => s.Removed),
            Stacked(s => s.Onto!));
    }

    /// <inheritdoc/>
    public double Judge(UnetGenerator generator, string picture, CancellationToken cancel)
    {
        if (validation.Count == 0)
        {
            return double.NaN;
        }

        generator.eval();
        var rows = new List<SampleSheet.Row>();
        var sum = 0.0;
        foreach (var head in validation)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            var sample = AsItIs(head, device);
            var generated = (sample.Onto! + generator.call(sample.Input.unsqueeze(0))[0]).clamp(-1, 1);
            sum += (((generated - sample.Target).abs() * sample.Removed).sum() / sample.Removed.sum().clamp(min: 1))
                .ToDouble();
            rows.Add(new SampleSheet.Row(Side, Shown(sample.Onto!),
                Shown(where(sample.Removed > 0.5, generated, sample.Target)), Shown(sample.Target)));
        }

        SampleSheet.Write(picture, [.. rows.Take(SampleSheet.Rows)]);
        return sum / validation.Count;
    }

    private static TrainingBatch Varied(VolumeHead head, VolumeAugmentation augmentation, Device device)
    {
        var moved = augmentation.Move(Channels(head, device));
        var colours = augmentation.Recolour(moved.narrow(0, 0, 2));
        var removed = augmentation.Remove(moved.narrow(0, 2, 1));
        return Sample(colours, removed, moved.narrow(0, 3, 1), augmentation.Noise(colours.narrow(0, 0, 1)));
    }

    private static TrainingBatch AsItIs(VolumeHead head, Device device)
    {
        var channels = Channels(head, device);
        return Sample(channels.narrow(0, 0, 2), channels.narrow(0, 2, 1), channels.narrow(0, 3, 1), noise: null);
    }

    /// <summary>Target, average (both 0 to 1), what is removed and what is in view, [4, slices, rows,
    /// columns].</summary>
    private static Tensor Channels(VolumeHead head, Device device)
    {
        using var scope = NewDisposeScope();
        using var sample = FaceSample.Open(head.Pair, device);
        Tensor Stack(ReadOnlyMemory<byte> stored) => tensor(stored.ToArray(), [Side, Side, Side]).to(device)
            .to(float32);
        return stack([sample.Intensity, Stack(head.Shaded) / byte.MaxValue, Stack(head.Pair.Mask), sample.InView])
            .MoveToOuterDisposeScope();
    }

    /// <summary>Out of view the average is all that is known, and all that is wanted.</summary>
    private static TrainingBatch Sample(Tensor colours, Tensor removed, Tensor inView, Tensor? noise)
    {
        var view = (inView > 0.5).to(float32);
        var gone = (removed > 0.5).to(float32) * view;
        var (scan, shaded) = (2 * colours.narrow(0, 0, 1) - 1, 2 * colours.narrow(0, 1, 1) - 1);
        var target = lerp(shaded, scan, view);
        var seen = noise is null ? target : (target + noise).clamp(-1, 1);
        var input = FaceRefiner.Input(shaded[0], seen[0], (view * (1 - gone))[0]);
        return new TrainingBatch(input, target, gone, shaded);
    }

    private static byte[] Shown(Tensor values) =>
        Array.ConvertAll(values[0][ShownSlice].cpu().contiguous().data<float>().ToArray(), HeadPair.Quantise);
}
