using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Training;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Pix2Pix;

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
    /// <param name="recipe">How to train.</param>
    /// <param name="training">Heads to learn from.</param>
    /// <param name="validation">Heads of other subjects to judge by; may be empty.</param>
    /// <param name="device">Where to train.</param>
    /// <exception cref="TrainingDataInvalidException">A subject is on both sides, or the heads do not suit the
    /// recipe.</exception>
    public SliceTrainingData(TrainingRecipe recipe, IReadOnlyList<HeadPair> training,
        IReadOnlyList<HeadPair> validation, Device device)
    {
        recipe.Validate();
        RequireDisjoint(training, validation);
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
        return SliceValidation.RemovedRegionL1(slices, validation, cancel);
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
        var generated = Array.ConvertAll(generator.Generate(SliceValidation.Stack(head), [slice]).Slice(slice)
            .ToArray(),
            HeadPair.Quantise);
        return new SampleSheet.Row(
            head.Side, head.Input.Slice(start, length), generated, head.Target.Slice(start, length));
    }

    private static void RequireDisjoint(IReadOnlyList<HeadPair> training, IReadOnlyList<HeadPair> validation)
    {
        var shared = training.Select(head => head.Subject)
            .Intersect(validation.Select(head => head.Subject), StringComparer.Ordinal).FirstOrDefault();
        if (shared is not null)
        {
            throw new TrainingDataInvalidException($"'{shared}' is trained on and validated on. Split by subject.");
        }
    }
}
