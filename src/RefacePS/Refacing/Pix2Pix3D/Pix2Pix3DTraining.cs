using RefacePS.Atlases;
using RefacePS.Files;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.Networks;
using RefacePS.Refacing.ShapeModel;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Refacing.Training;
using TorchSharp;

namespace RefacePS.Refacing.Pix2Pix3D;

/// <summary>Trains a 3-D network that adds detail to the faces of a shape model, and installs both with their
/// card.</summary>
public sealed class Pix2Pix3DTraining
{
    /// <summary>A network that saw one face draws that face.</summary>
    private const int FewestSubjects = 2;

    private static readonly string[] LimitsOfTheKind =
    [
        "All that is said of the shape model whose faces it draws into: their shape, size and place are its.",
        "Draws detail of 2 mm and more; it was shown averages in the true shapes of heads, and draws into averages in "
            + "drawn shapes.",
        "Contrasts that no change of brightness makes of the training scans' own are extrapolated.",
    ];

    private readonly TrainingRecipe recipe;
    private readonly HeadPair[] training;
    private readonly HeadPair[] validation;
    private readonly SubjectSplit split;
    private readonly string workFolder;
    private readonly HeadAtlas atlas;
    private readonly RefaceModel shapeModel;
    private readonly torch.Device device;

    /// <summary>Prepares a training; nothing is written yet.</summary>
    /// <param name="recipe">How to train.</param>
    /// <param name="heads">Heads of all subjects of the split, and of no others.</param>
    /// <param name="split">Who is trained on and who is held out.</param>
    /// <param name="shapeModel">The shape model; it should have held out the same subjects.</param>
    /// <param name="workFolder">Folder of checkpoint, losses, sample pictures and warped averages; it will hold real
    /// faces.</param>
    /// <param name="atlas">The head atlas by which the heads were prepared; stays the caller's.</param>
    /// <param name="device">Where to train.</param>
    /// <exception cref="TrainingDataInvalidException">There are too few subjects, or <paramref name="shapeModel"/> is
    /// none.</exception>
    public Pix2Pix3DTraining(
        TrainingRecipe recipe, IReadOnlyList<HeadPair> heads, SubjectSplit split, RefaceModel shapeModel,
        string workFolder, HeadAtlas atlas, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(split);
        split.RequireEnough(FewestSubjects);
        RequireShapes(shapeModel);
        (training, validation) =
            (SubjectSplit.HeadsOf(heads, split.Training), SubjectSplit.HeadsOf(heads, split.Validation));
        (this.recipe, this.split, this.shapeModel, this.workFolder, this.atlas, this.device) =
            (recipe, split, shapeModel, workFolder, atlas, device);
    }

    /// <summary>Refuses a model that is not one of shapes; else gives it back.</summary>
    /// <exception cref="TrainingDataInvalidException">It is none.</exception>
    public static RefaceModel RequireShapes(RefaceModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Card.Kind == ShapeModelKind.OnCards ? model : throw new TrainingDataInvalidException(
            $"'{model.Card.Name}' is a model of the kind {model.Card.Kind}. Detail is drawn into the faces of a "
                + $"{ShapeModelKind.OnCards}: name one by -ShapeModel.");
    }

    /// <summary>Trains to the end and installs the model.</summary>
    /// <param name="statement">What its maker says of it.</param>
    /// <param name="destination">Folder of the model; made where there is none.</param>
    /// <param name="resume">Whether to go on with the training in the work folder, where there is one.</param>
    /// <param name="preparing">Told before the average is warped to each head.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancel">Ends the training; a checkpoint is written first.</param>
    /// <inheritdoc cref="ModelTrainer.Train" path="/exception"/>
    public RefaceModel Run(
        ModelStatement statement, string destination, bool resume,
        IProgress<AlignmentProgress>? preparing = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (!resume)
        {
            TrainingFolder.RequireUnused(workFolder);
        }

        using var shapes = ShapeModelFile.Load(shapeModel, device);
        var heads = Warp(shapes, preparing, cancel);
        var data = new VolumeTrainingData(recipe, heads[..training.Length], heads[training.Length..], device);
        var result = new TrainingRun(recipe, data, workFolder, device).Run(resume, progress, cancel);
        var card = NetworkCard.Of(recipe, split, statement, result) with
        {
            Kind = Pix2Pix3DKind.OnCards,
            KnownFailures = [.. LimitsOfTheKind, .. statement.KnownFailures],
        };
        using var network = RefaceModel.Trained(destination, card, result.GeneratorPath, device);
        var judged = Judged(card, network, shapes, result, cancel);
        return RefaceModel.Write(destination, staging => judged with
        {
            ShapesSha256 = ShapeModelFile.Write(staging, shapes),
            WeightsSha256 = RefaceModel.WriteWeights(staging, network),
        });
    }

    private VolumeHead[] Warp(
        StatisticalShapeModel shapes, IProgress<AlignmentProgress>? preparing, CancellationToken cancel)
    {
        using var builder = new VolumeHeadBuilder(atlas, shapes, Path.Combine(workFolder, "shaded"), device);
        HeadPair[] pairs = [.. training, .. validation];
        return [.. pairs.Select((pair, index) =>
        {
            cancel.ThrowIfCancellationRequested();
            preparing?.Report(new AlignmentProgress(1, 1, index + 1, pairs.Length));
            return builder.Get(pair, cancel);
        })];
    }

    /// <summary>The card with the error of faces as users get them, in drawn shapes, beside that in the true
    /// ones.</summary>
    private ModelCard Judged(
        ModelCard card, UnetGenerator network, StatisticalShapeModel shapes, TrainingResult result,
        CancellationToken cancel)
    {
        if (validation.Length == 0)
        {
            return card;
        }

        using var generator = new ShapeFaceGenerator(atlas, shapes, new FaceRefiner(network));
        return card with
        {
            Validation = new Dictionary<string, double>
            {
                ["RemovedRegionL1"] = ShapeValidation.RemovedRegionL1(generator, validation, device, cancel),
                ["RemovedRegionL1InOwnShape"] = result.ValidationL1,
            },
        };
    }
}
