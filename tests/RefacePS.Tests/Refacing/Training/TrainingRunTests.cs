using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Pix2Pix;
using RefacePS.Refacing.Training;
using RefacePS.Tests.Support;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Training;

public sealed class TrainingRunTests : NetworkTest, IDisposable
{
    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Learns_a_face_that_follows_from_the_rest()
    {
        var (training, validation) = (SyntheticHeads.Make(24, seed: 1), SyntheticHeads.Make(4, seed: 2));
        var result = Run("learn", Recipe(epochs: 8), training, validation);

        // The mean face is the best that one can do without looking at the head; half its error takes a size and a
        // brightness read from what is left of this one.
        var meanFace = validation.Average(head => MeanFaceError(training, head));
        Assert.InRange(result.ValidationL1, 0, meanFace / 2);
        Assert.True(result.Losses.GL1 < FirstLoss("learn") / 3,
            $"L1 went from {FirstLoss("learn")} to {result.Losses.GL1}.");
    }

    [Fact]
    public void Resumes_to_the_same_bits()
    {
        var (recipe, heads) = (Recipe(epochs: 2), SyntheticHeads.Make(5, seed: 3));
        Run("straight", recipe, heads, []);
        var run = New("broken", recipe, heads, []);
        Assert.Equal(20, run.Steps);

        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => run.Run(resume: false, new StopAt(13, stop), stop.Token));
        Assert.Equal(13, Rows("broken", "losses.csv").Length);
        New("broken", recipe, heads, []).Run(resume: true);

        foreach (var file in new[] { "generator.safetensors", "checkpoint.safetensors", "losses.csv" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(root.Path, "straight", file)),
                File.ReadAllBytes(Path.Combine(root.Path, "broken", file)));
        }
    }

    [Fact]
    public void Forgets_rows_that_its_checkpoint_does_not_know()
    {
        var (recipe, heads) = (Recipe(epochs: 2), SyntheticHeads.Make(5, seed: 3));
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => New("killed", recipe, heads, []).Run(resume: false, new StopAt(4, stop), stop.Token));
        File.AppendAllText(Path.Combine(root.Path, "killed", "losses.csv"), "5,1,9,9,9,9\n6,1,9");

        New("killed", recipe, heads, []).Run(resume: true);

        var steps = Rows("killed", "losses.csv").Select(row => int.Parse(row.Split(',')[0]));
        Assert.Equal(Enumerable.Range(1, 20), steps);
        Assert.DoesNotContain(Rows("killed", "losses.csv"), row => row.EndsWith(",9", StringComparison.Ordinal));
    }

    [Fact]
    public void Refuses_the_checkpoint_of_another_recipe()
    {
        var heads = SyntheticHeads.Make(5, seed: 3);
        Run("other", Recipe(epochs: 1), heads, []);

        var fault = Assert.Throws<CheckpointInvalidException>(
            () => New("other", Recipe(epochs: 1) with { Seed = 2 }, heads, []).Run(resume: true));
        Assert.Equal("CheckpointInvalid", fault.ErrorId);
        Assert.Contains("recipe", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_subject_on_both_sides()
    {
        var heads = SyntheticHeads.Make(5, seed: 3);
        var fault = Assert.Throws<TrainingDataInvalidException>(
            () => New("leak", Recipe(epochs: 1), heads, heads[..1]));
        Assert.Contains(heads[0].Subject, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_every_step_and_a_picture_an_epoch()
    {
        var reports = new List<TrainingProgress>();
        New("progress", Recipe(epochs: 2), SyntheticHeads.Make(5, seed: 3), SyntheticHeads.Make(1, seed: 4))
            .Run(resume: false, new Collect(reports));

        Assert.Equal(Enumerable.Range(1, 20).Select(step => (long)step), reports.Select(report => report.Step));
        Assert.All(reports, report => Assert.Equal((20, 2), (report.Steps, report.Epochs)));
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(root.Path, "progress", "samples"), "*.png").Length);
        Assert.Equal(2, Rows("progress", "validation.csv").Length);
    }

    private static double MeanFaceError(HeadPair[] training, HeadPair head) => Enumerable.Range(0, head.Mask.Length)
        .Where(i => head.Mask.Span[i] != 0)
        .Average(i =>
            Math.Abs(training.Average(other => HeadPair.Dequantise(other.Target.Span[i])) - HeadPair.Dequantise(
                head.Target.Span[i])));

    private static TrainingRecipe Recipe(int epochs) => new()
    {
        Generator = new UnetOptions(Depth: 4, Filters: 8),
        Discriminator = new DiscriminatorOptions(Filters: 8, Layers: 2),
        ConstantEpochs = epochs - epochs / 2,
        DecayingEpochs = epochs / 2,
        LearningRate = 1e-3,
        WeightAverageDecay = 0.9,
        Augmentation = new SliceAugmentationRecipe(ShiftPixels: 1),
    };

    private TrainingRun New(string name, TrainingRecipe recipe, HeadPair[] training, HeadPair[] validation) =>
        new(recipe, new SliceTrainingData(recipe, training, validation, CPU), Path.Combine(root.Path, name), CPU);

    private TrainingResult Run(string name, TrainingRecipe recipe, HeadPair[] training, HeadPair[] validation) =>
        New(name, recipe, training, validation).Run(resume: false);

    private string[] Rows(string name, string file) => [.. File.ReadLines(Path.Combine(root.Path, name, file)).Skip(1)];

    private float FirstLoss(string name) =>
        float.Parse(Rows(name, "losses.csv")[0].Split(',')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private sealed class StopAt(long step, CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step)
            {
                source.Cancel();
            }
        }
    }

    private sealed class Collect(List<TrainingProgress> reports) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => reports.Add(value);
    }
}
