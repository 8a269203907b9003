using RefacePS.Files;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.Training;
using TorchSharp;

namespace RefacePS.Refacing.Pix2Pix;

/// <summary>Trains model A on heads and installs it with its card.</summary>
public sealed class Pix2PixTraining
{
    /// <summary>A network that saw one face draws that face.</summary>
    private const int FewestSubjects = 2;

    private static readonly string[] LimitsOfTheKind =
    [
        "Contrasts, ages and scanners unlike those of the training scans are extrapolated.",
        "Generates at 2 mm: skin creases and other finer detail are not drawn.",
        "Slices are drawn one by one, each from itself and its two neighbours, so that the surface can ripple from "
            + "left to right.",
    ];

    private readonly TrainingRecipe recipe;
    private readonly SubjectSplit split;
    private readonly string workFolder;
    private readonly TrainingRun run;

    /// <summary>Prepares a training; nothing is written yet.</summary>
    /// <param name="recipe">How to train.</param>
    /// <param name="heads">Heads of all subjects of the split, and of no others.</param>
    /// <param name="split">Who is trained on and who is held out.</param>
    /// <param name="workFolder">Folder of checkpoint, losses and sample pictures; it will hold pictures of real
    /// faces.</param>
    /// <param name="device">Where to train.</param>
    /// <exception cref="TrainingDataInvalidException">There are too few subjects, or the heads do not suit the
    /// recipe.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of the recipe is out of its range.</exception>
    public Pix2PixTraining(TrainingRecipe recipe, IReadOnlyList<HeadPair> heads, SubjectSplit split, string workFolder,
        torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(split);
        split.RequireEnough(FewestSubjects);
        (this.recipe, this.split, this.workFolder) = (recipe, split, workFolder);
        var data = new SliceTrainingData(
            recipe, SubjectSplit.HeadsOf(heads, split.Training), SubjectSplit.HeadsOf(heads, split.Validation), device);
        run = new TrainingRun(recipe, data, workFolder, device);
    }

    /// <summary>Trains to the end and installs the model.</summary>
    /// <param name="statement">What its maker says of it.</param>
    /// <param name="destination">Folder of the model; made where there is none.</param>
    /// <param name="resume">Whether to go on with the training in the work folder, where there is one.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancel">Ends the training; a checkpoint is written first.</param>
    /// <exception cref="VolumeFileException">There is a training in the work folder that is not to be resumed, or a
    /// folder cannot be written.</exception>
    /// <exception cref="CheckpointInvalidException">The checkpoint is damaged or belongs to another
    /// training.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public RefaceModel Run(
        ModelStatement statement, string destination, bool resume, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (!resume)
        {
            TrainingFolder.RequireUnused(workFolder);
        }

        var result = run.Run(resume, progress, cancel);
        return RefaceModel.Install(destination, Card(statement, result), result.GeneratorPath);
    }

    private ModelCard Card(ModelStatement statement, TrainingResult result) =>
        NetworkCard.Of(recipe, split, statement, result) with
    {
        Kind = Pix2PixKind.OnCards,
        KnownFailures = [.. LimitsOfTheKind, .. statement.KnownFailures],
    };
}
