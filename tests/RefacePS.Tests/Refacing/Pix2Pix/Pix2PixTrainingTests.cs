using System.Globalization;
using RefacePS.Files;
using RefacePS.Refacing;
using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Pix2Pix;
using RefacePS.Refacing.Training;
using RefacePS.Tests.Refacing.Training;
using RefacePS.Tests.Support;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Pix2Pix;

public sealed class Pix2PixTrainingTests : NetworkTest, IDisposable
{
    private static readonly HeadPair[] Heads = SyntheticHeads.Make(6, seed: 5);
    private static readonly SubjectSplit Split = SubjectSplit.Holding(
        Heads.Select(head => head.Subject), [Heads[0].Subject]);
    private static readonly ModelStatement Statement =
        new("tiny", "2.0.0", "none", "nobody", ["fails always"], "a test");

    private static readonly TrainingRecipe Recipe = new()
    {
        Generator = new UnetOptions(Depth: 3, Filters: 4),
        Discriminator = new DiscriminatorOptions(Filters: 4, Layers: 2),
        ConstantEpochs = 1,
        DecayingEpochs = 1,
    };

    private readonly TemporaryFolder root = new();

    private string Work => root.File("work");

    private string Model => root.File("tiny");

    public void Dispose() => root.Dispose();

    [Fact]
    public void The_card_says_what_training_did()
    {
        Training(Heads).Run(Statement, Model, resume: false);

        var card = ModelKinds.Open(Model).Card;
        Assert.Equal(("tiny", "2.0.0", "none", "nobody", "a test"),
            (card.Name, card.Version, card.Licence, card.Attribution, card.Command));
        Assert.Equal([Heads[0].Subject], card.ValidationSubjects);
        Assert.Equal(Heads[1..].Select(head => head.Subject), card.TrainingSubjects);
        Assert.Equal("fails always", card.KnownFailures[^1]);
        var last = File.ReadLines(Path.Combine(Work, "validation.csv")).Last().Split(',');
        Assert.Equal(card.Steps, long.Parse(last[0], CultureInfo.InvariantCulture));
        Assert.Equal(card.Validation["RemovedRegionL1"], double.Parse(last[2], CultureInfo.InvariantCulture));
        using var generator = ModelKinds.Open(Model).LoadGenerator();
        Assert.Equal(Recipe.Generator, generator.Options);
    }

    [Fact]
    public void Stopping_and_going_on_gives_the_same_weights_in_whatever_order_the_heads_come()
    {
        var straight = new Pix2PixTraining(Recipe, Heads, Split, root.File("straight"), CPU)
            .Run(Statement, root.File("other"), resume: false);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => Training(Heads).Run(Statement, Model, resume: false, new StopAt(3, stop), stop.Token));
        Assert.False(Directory.Exists(Model));

        var resumed = Training([.. Heads.Reverse()]).Run(Statement, Model, resume: true);

        Assert.Equal(straight.Card.WeightsSha256, resumed.Card.WeightsSha256);
    }

    [Fact]
    public void A_training_is_not_written_over()
    {
        Training(Heads).Run(Statement, Model, resume: false);
        var fault = Assert.Throws<VolumeFileException>(() => Training(Heads).Run(Statement, Model, resume: false));
        Assert.Equal("DestinationExists", fault.ErrorId);
        Assert.Contains("-Resume", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_subject_is_too_few()
    {
        var split = SubjectSplit.Holding(["a"], []);
        var fault = Assert.Throws<TrainingDataInvalidException>(
            () => new Pix2PixTraining(Recipe, Heads[..1], split, Work, CPU));
        Assert.Contains("train on: 1,", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_subject_that_is_there_can_be_held_out()
    {
        var split = SubjectSplit.Holding(["b", "a", "c", "b"], ["b"]);
        Assert.Equal(["a", "c"], split.Training);
        Assert.Equal(["b"], split.Validation);
        Assert.Contains("'d'", Assert.Throws<TrainingDataInvalidException>(() => SubjectSplit.Holding(["a"], ["d"]))
            .Message, StringComparison.Ordinal);
    }

    private Pix2PixTraining Training(HeadPair[] heads) => new(Recipe, heads, Split, Work, CPU);

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
}
