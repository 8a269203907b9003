using RefacePS.Files;
using RefacePS.Refacing;
using RefacePS.Refacing.ShapeModel;
using RefacePS.Refacing.ShapeModel.Fitting;
using RefacePS.Refacing.Training;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Support;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.ShapeModel;

/// <summary>Trains for a moment on the average head in three sizes.</summary>
public sealed class ShapeModelTrainingTests(AverageHead head) : NetworkTest, IClassFixture<AverageHead>, IDisposable
{
    private static readonly ModelStatement Statement =
        new("tiny", "2.0.0", "none", "nobody", ["fails always"], "a test");
    private static readonly ShapeSchedule Short = new(1, [new(3, 1, 8, 5)], []);
    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Stopping_and_going_on_gives_the_same_model_in_whatever_order_the_heads_come()
    {
        var heads = Heads();
        var straight = Training(heads, "straight").Run(Statement, root.File("other"), resume: false);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            Training(heads, "work").Run(Statement, root.File("tiny"), resume: false, new StopAt(2, stop), stop.Token));
        Assert.False(Directory.Exists(root.File("tiny")));
        Assert.Equal(
            "DestinationExists", Assert.Throws<VolumeFileException>(
                () => Training(heads, "work").Run(Statement, root.File("tiny"), resume: false)).ErrorId);

        var resumed = Training([.. heads.Reverse()], "work").Run(Statement, root.File("tiny"), resume: true);

        Assert.Equal(straight.Card.WeightsSha256, resumed.Card.WeightsSha256);
        var card = ModelKinds.Open(root.File("tiny")).Card;
        Assert.Equal((ShapeModelKind.OnCards, 2L, "fails always"), (card.Kind, card.Steps, card.KnownFailures[^1]));
        Assert.Equal(["a", "b"], card.TrainingSubjects);
        Assert.Equal(["c"], card.ValidationSubjects);
        Assert.InRange(card.Validation["RemovedRegionL1"], 0, 0.2);
        using var shapes = ShapeModelFile.Load(ModelKinds.Open(root.File("tiny")));
        Assert.Equal(1 + 2, shapes.Space.Count);
    }

    [Fact]
    public void One_subject_is_too_few() => Assert.Equal(
        "TrainingDataInvalid",
        Assert.Throws<TrainingDataInvalidException>(() =>
            new ShapeModelTraining(Heads(), new SubjectSplit(["a"], ["b", "c"]), root.Path, head.Atlas, CPU)).ErrorId);

    private ShapeModelTraining Training(IReadOnlyList<HeadPair> heads, string work) =>
        new(heads, new SubjectSplit(["a", "b"], ["c"]), root.File(work), head.Atlas, CPU) { Schedule = Short };

    private HeadPair[] Heads() => AverageHeadPairs.Make(head.Atlas);

    private sealed class StopAt(int head, CancellationTokenSource stop) : IProgress<AlignmentProgress>
    {
        private int seen;

        public void Report(AlignmentProgress value)
        {
            if (++seen == head)
            {
                stop.Cancel();
            }
        }
    }
}
