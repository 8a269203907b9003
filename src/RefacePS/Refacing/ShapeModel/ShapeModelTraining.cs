using System.Security.Cryptography;
using System.Text;
using RefacePS.Atlases;
using RefacePS.Files;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Refacing.ShapeModel.Fitting;
using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Refacing.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel;

/// <summary>Trains a shape model on heads and installs it with its card.</summary>
public sealed class ShapeModelTraining
{
    private const string Normalisation = "air 0, median of the intracranial cavity 0.4, linear, clipped to [0, 1]";

    /// <summary>The arithmetic of alignments; another number lets no field of an earlier version be taken for one of
    /// this.</summary>
    private const string Arithmetic = "shape-model 1";

    /// <summary>Fewer faces span no space worth drawing from.</summary>
    private const int FewestSubjects = 2;

    private static readonly string[] LimitsOfTheKind =
    [
        "The face is drawn whatever the head looks like: it may be too large, too small or too old for it.",
        "Faces have the shapes of the training heads alone; those of children and of ages that were not trained on are "
            + "extrapolated.",
        "Other contrasts than that of the training scans are met by one function of intensity, so that tissues which "
            + "it cannot tell apart look alike.",
        "What lies under the skin is an average: tongue, teeth and sinuses are blurred, and belong to nobody.",
        "Size, place and tilt of the drawn face are random too; where they differ much from those of the kept head, "
            + "the jaw can swell or narrow before the ears, and the brows stand out.",
        "A nose that would reach out of the field of view is drawn shorter.",
    ];

    private readonly HeadPair[] training;
    private readonly HeadPair[] validation;
    private readonly SubjectSplit split;
    private readonly string workFolder;
    private readonly HeadAtlas atlas;
    private readonly Device device;

    /// <summary>Prepares a training; nothing is written yet.</summary>
    /// <param name="heads">Heads of all subjects of the split, and of no others.</param>
    /// <param name="split">Who is trained on and who is held out.</param>
    /// <param name="workFolder">Folder of the fields, which tell the shapes of real faces.</param>
    /// <param name="atlas">The head atlas by which the heads were prepared; stays the caller's.</param>
    /// <param name="device">Where to train.</param>
    /// <exception cref="TrainingDataInvalidException">There are too few subjects.</exception>
    public ShapeModelTraining(IReadOnlyList<HeadPair> heads, SubjectSplit split, string workFolder, HeadAtlas atlas,
        Device device)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(split);
        split.RequireEnough(FewestSubjects);

        (training, validation) =
            (SubjectSplit.HeadsOf(heads, split.Training), SubjectSplit.HeadsOf(heads, split.Validation));
        (this.split, this.workFolder, this.atlas, this.device) = (split, workFolder, atlas, device);
    }

    /// <summary>The schedule of alignments.</summary>
    internal ShapeSchedule Schedule { get; init; } = ShapeSchedule.Default;

    /// <summary>Refuses a work folder that holds a training, which a new one would add to.</summary>
    /// <exception cref="VolumeFileException">It does (<c>DestinationExists</c>).</exception>
    public static void RequireUnused(string workFolder) => WorkFolder.RequireUnused(FieldsOf(workFolder));

    /// <summary>Trains to the end and installs the model. What was found before a stop is used again where heads and
    /// atlas are the same.</summary>
    /// <param name="statement">What its maker says of it.</param>
    /// <param name="destination">Folder of the model; made where there is none.</param>
    /// <param name="resume">Whether to go on with the training in the work folder, where there is one.</param>
    /// <param name="progress">Told before each head is aligned.</param>
    /// <param name="cancel">Ends the training.</param>
    /// <exception cref="VolumeFileException">There is a training in the work folder that is not to be resumed, or a
    /// folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public RefaceModel Run(
        ModelStatement statement, string destination, bool resume, IProgress<AlignmentProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (!resume)
        {
            RequireUnused(workFolder);
        }

        using var scope = NewDisposeScope();
        var average = AtlasFace.Average(atlas, device);
        var folder = Path.Combine(FieldsOf(workFolder), KeyOf(average));
        WorkFolder.Create(folder);
        using var model = new ShapeFitting(training, folder, Schedule, device).Run(average, progress, cancel);
        return ShapeModelFile.Install(destination, Card(statement, Judge(model, cancel)), model);
    }

    private Dictionary<string, double> Judge(StatisticalShapeModel model, CancellationToken cancel)
    {
        using var generator = new ShapeFaceGenerator(atlas, model);
        return validation.Length == 0 ? []
            : new() { ["RemovedRegionL1"] = ShapeValidation.RemovedRegionL1(generator, validation, device, cancel) };
    }

    private ModelCard Card(ModelStatement statement, Dictionary<string, double> figures) => new()
    {
        Name = statement.Name,
        Version = statement.Version,
        Kind = ShapeModelKind.OnCards,
        ResolutionMillimeters = FaceBox.FaceSpacing,
        StackShape = [FaceBox.WithSpacing(FaceBox.FaceSpacing).Nz, FaceBox.WithSpacing(FaceBox.FaceSpacing).Ny,
            FaceBox.WithSpacing(FaceBox.FaceSpacing).Nx],
        Normalisation = Normalisation,
        TrainingSubjects = split.Training,
        ValidationSubjects = split.Validation,
        Steps = (long)training.Length * Schedule.Rounds,
        Validation = figures,
        Licence = statement.Licence,
        Attribution = statement.Attribution,
        KnownFailures = [.. LimitsOfTheKind, .. statement.KnownFailures],
        Command = statement.Command,
        WeightsSha256 = string.Empty,
    };

    /// <summary>Tells apart trainings whose fields must not be mixed.</summary>
    private string KeyOf(Tensor average)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Arithmetic} {Schedule}"));
        hash.AppendData(average.cpu().contiguous().bytes);
        foreach (var head in training)
        {
            hash.AppendData(head.Target.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static string FieldsOf(string workFolder) => Path.Combine(workFolder, "fields");
}
