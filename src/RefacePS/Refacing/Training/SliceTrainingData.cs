using RefacePS.Refacing.Networks;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Training;

/// <summary>Slices for a 2.5-D network.</summary>
internal sealed class SliceTrainingData : ITrainingData
{
    // A little to the side of the nose, where an eye, the nose and the lips all show.
    private const double SheetPosition = 0.45;

    private readonly IReadOnlyList<HeadPair> training;
    private readonly IReadOnlyList<HeadPair> validation;
    private readonly SliceSampler sampler;
    private readonly Device device;

    /// <summary>Takes heads.</summary>
    /// <exception cref="TrainingDataInvalidException">The heads do not suit the recipe.</exception>
    public SliceTrainingData(TrainingRecipe recipe, IReadOnlyList<HeadPair> training,
        IReadOnlyList<HeadPair> validation, Device device)
    {
        (this.training, this.validation, this.device) = (training, validation, device);
        sampler = new SliceSampler(training, recipe);
    }

    /// <inheritdoc/>
    public IEnumerable<string> Subjects => training.Select(head => head.Subject);

    /// <inheritdoc/>
    public int StepsPerEpoch => sampler.StepsPerEpoch;

    /// <inheritdoc/>
    public TrainingBatch Draw(long step, Device device) => sampler.Draw(step, device);

    /// <inheritdoc/>
    public double Judge(UnetGenerator generator, string picture, CancellationToken cancel)
    {
        if (validation.Count == 0)
        {
            return double.NaN;
        }

        var slices = new SliceGenerator(generator, device);
        SampleSheet.Write(
            picture, [.. validation.Take(SampleSheet.Rows).Select(head => Row(slices, head))
                .OfType<SampleSheet.Row>()]);
        return Validation.RemovedRegionL1(slices, validation, cancel);
    }

    private static SampleSheet.Row? Row(SliceGenerator generator, HeadPair head)
    {
        var affected = head.AffectedSlices().ToArray();
        if (affected.Length == 0)
        {
            return null;
        }

        var slice = affected[(int)(SheetPosition * (affected.Length - 1))];
        var (start, length) = (slice * head.SliceLength, head.SliceLength);
        var generated = Array.ConvertAll(generator.Generate(Validation.Stack(head), [slice]).Slice(slice).ToArray(),
            HeadPair.Quantise);
        return new SampleSheet.Row(
            head.Side, head.Input.Slice(start, length), generated, head.Target.Slice(start, length));
    }
}
