using RefacePS.Files;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.Networks;
using RefacePS.Refacing.Pix2Pix3D;
using RefacePS.Refacing.ShapeModel;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.Training;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Refacing.ShapeModel;
using RefacePS.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Refacing.Pix2Pix3D;

/// <summary>Trains for a moment on the average head in three sizes.</summary>
public sealed class Pix2Pix3DTrainingTests(AverageHead head) : NetworkTest, IClassFixture<AverageHead>, IDisposable
{
    private static readonly ModelStatement Statement =
        new("tiny", "2.0.0", "none", "nobody", ["fails always"], "a test");

    private static readonly TrainingRecipe Recipe = TrainingRecipe.Volume with
    {
        Generator = new UnetOptions(Depth: 4, Filters: 2, Dimensions: 3),
        Discriminator = new DiscriminatorOptions(Filters: 2, Layers: 2, Dimensions: 3),
        ConstantEpochs = 1,
        DecayingEpochs = 1,
    };

    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Stopping_and_going_on_gives_the_same_model_which_makes_faces_unless_its_shapes_are_damaged()
    {
        var straight = Training("straight").Run(Statement, root.File("other"), resume: false);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => Training("work")
                .Run(Statement, root.File("tiny"), resume: false, progress: new StopAt(3, stop), cancel: stop.Token));

        var resumed = Training("work").Run(Statement, root.File("tiny"), resume: true);

        Assert.Equal(straight.Card.WeightsSha256, resumed.Card.WeightsSha256);
        var model = ModelKinds.Open(root.File("tiny"));
        Assert.Equal((Pix2Pix3DKind.OnCards, 4L, "fails always"),
            (model.Card.Kind, model.Card.Steps, model.Card.KnownFailures[^1]));
        Assert.Equal(["c"], model.Card.ValidationSubjects);
        Assert.InRange(model.Card.Validation["RemovedRegionL1"], 0, 0.3);
        Assert.InRange(model.Card.Validation["RemovedRegionL1InOwnShape"], 0, 0.3);
        Assert.IsType<ShapeFaceGenerator>(model.LoadFaces(head.Atlas, CPU));

        Directory.CreateDirectory(root.File("taken/card.json"));
        Assert.Throws<VolumeFileException>(() => Training("work").Run(Statement, root.File("taken"), resume: true));
        Assert.Equal([root.File("taken/card.json")], Directory.GetFileSystemEntries(root.File("taken")));

        File.AppendAllText(Path.Combine(model.Folder, "shapes.safetensors"), "x");
        Assert.Equal("ModelInvalid", Assert.Throws<ModelInvalidException>(() => model.LoadFaces(head.Atlas, CPU))
            .ErrorId);
    }

    [Fact]
    public void Detail_is_drawn_into_shape_models_alone()
    {
        var other = new RefaceModel(root.Path, Shapes().Card with { Kind = AverageFaceKind.OnCards, Name = "plain" });
        var fault = Assert.Throws<TrainingDataInvalidException>(
            () => new Pix2Pix3DTraining(Recipe, Heads(), Split, other, root.Path, head.Atlas, CPU));
        Assert.Contains("'plain'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_shown_the_average_where_nothing_was_kept_and_its_detail_is_what_the_average_lacks()
    {
        using var scope = NewDisposeScope();
        var pair = Heads()[0];
        var data = new VolumeTrainingData(Recipe with { VolumeAugmentation = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) },
            [new VolumeHead(pair, pair.Input)], [], CPU);

        var batch = data.Draw(0, CPU);

        var (removed, kept) = (batch.Removed[0, 0] > 0.5, batch.Input[0, 2] < 0);
        Assert.True((batch.Input[0, 1] - batch.Onto![0, 0])[removed].abs().max().item<float>() < 1e-6);
        Assert.True((batch.Input[0, 1] - batch.Target[0, 0])[kept].abs().max().item<float>() < 1e-6);
        Assert.False((removed & kept).any().ToBoolean());
        Assert.True(double.IsNaN(data.Judge(new UnetGenerator(Recipe.Generator), root.File("none.png"), default)));
        Assert.True(data.Draw(0, CPU).Input.equal(batch.Input).all().ToBoolean());
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        using var trainer = new Pix2PixTrainer(Recipe, CPU);
        var data = new VolumeTrainingData(
            Recipe, [.. Heads().Select(pair => new VolumeHead(pair, pair.Input))], [], CPU);
        long Live(int step)
        {
            using (NewDisposeScope())
            {
                trainer.Train(data.Draw(step, CPU), 1e-4);
            }

            return DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        }

        Live(0);
        var afterSecond = Live(1);

        Assert.All(Enumerable.Range(2, 4).Select(Live).ToArray(), live => Assert.Equal(afterSecond, live));
    }

    private static SubjectSplit Split { get; } = new(["a", "b"], ["c"]);

    private Pix2Pix3DTraining Training(string work) =>
        new(Recipe, Heads(), Split, Shapes(), root.File(work), head.Atlas, CPU);

    private HeadPair[] Heads() => AverageHeadPairs.Make(head.Atlas);

    private RefaceModel Shapes()
    {
        using var shapes = MadeUpShapes.Create(head.Atlas);
        var result = new TrainingResult(string.Empty, 0, default, double.NaN);
        var card = NetworkCard.Of(Recipe, Split, Statement, result) with { Kind = ShapeModelKind.OnCards };
        return ShapeModelFile.Install(root.File("shapes"), card, shapes);
    }

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
