using System.Management.Automation;
using RefacePS.Archives;
using RefacePS.Binding;
using RefacePS.Cmdlets;
using RefacePS.Completion;
using RefacePS.Errors;
using RefacePS.Files;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;
using RefacePS.Refacing.Training;
using RefacePS.Resources;

namespace RefacePS.Commands;

/// <summary>Trains a model for Invoke-Reface on one's own scans of whole heads.</summary>
[Cmdlet(VerbsCommon.New, "RefaceModel", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(InstalledModel))]
public sealed class NewRefaceModelCommand : ScanCollectionCmdlet
{
    /// <summary>A model that saw fewer faces than this tends to draw them again.</summary>
    private const int FewSubjects = 20;

    private string workFolder = string.Empty;
    private string atlasFolder = ModuleFolders.HeadAtlas;
    private RefaceModel? baseModel;

    /// <summary>The kind of model to train: Shape, an average face with a space of shapes (the default), Pix2Pix, a
    /// network that draws slices, or Pix2Pix3D, one that adds detail to a shape model's faces.</summary>
    [Parameter]
    [ValidateModelKind]
    [ArgumentCompleter(typeof(ModelKindCompleter))]
    public string Kind { get; set; } = ModelKinds.Trainable[0].Name;

    /// <summary>Folder of checkpoint, losses, sample pictures and prepared heads; by default beside the destination. It
    /// holds real faces: never share it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkFolder { get; set; }

    /// <summary>Go on with the training in the work folder, where there is one; scans and parameters must be those it
    /// was started with.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Folder of the head atlas by which scans are defaced; the one that ships by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Atlas { get; set; }

    /// <summary>Share of the subjects that are held out to judge by, drawn by the seed.</summary>
    [Parameter]
    [ValidateRange(0.0, 0.9)]
    public double ValidationFraction { get; set; } = 0.1;

    /// <summary>Subjects that are held out, by name, in place of a drawn share.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubjectCompleter))]
    public string[] ValidationSubject { get; set; } = [];

    /// <summary>Of Pix2Pix3D: the shape model into whose faces detail is drawn, by name or folder; the one that ships
    /// by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string ShapeModel { get; set; } = ModelStore.Default;

    /// <summary>Of networks: epochs at the full learning rate; an epoch shows every slice with a face, or every head,
    /// once.</summary>
    [Parameter]
    [ValidateRange(0, 10_000)]
    public int? ConstantEpochs { get; set; }

    /// <summary>Of networks: epochs over which the learning rate then falls to 0.</summary>
    [Parameter]
    [ValidateRange(0, 10_000)]
    public int? DecayingEpochs { get; set; }

    /// <summary>Of networks: slices a step (4), or heads (1).</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int? BatchSize { get; set; }

    /// <summary>Of networks: blocks down and up of the generator, 5 for slices and 4 for volumes. Heads are 96 voxels a
    /// side, which 5 halvings divide.</summary>
    [Parameter]
    [ValidateRange(2, 5)]
    public int? Depth { get; set; }

    /// <summary>Of networks: channels after the generator's first block, 32 for slices and 16 for volumes; the time
    /// grows with the square.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int? Filters { get; set; }

    /// <summary>The one seed of split, weights, order and augmentation.</summary>
    [Parameter]
    public int Seed { get; set; } = 1;

    /// <summary>Known failures of the model; they go onto the card.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[] KnownFailure { get; set; } = [];

    private protected override string Action => Messages.TrainModel;

    private protected override IEnumerable<string> WrittenFolders => [DestinationFolder, workFolder];

    private ModelTrainer Trainer => ModelKinds.FindTrainable(Kind)!.Trainer!;

    /// <summary>The recipe of the kind with what the user asks for; null for a kind without a network.</summary>
    private TrainingRecipe? Recipe => Trainer.Recipe is not { } preset ? null : preset with
    {
        Generator = preset.Generator with
            { Depth = Depth ?? preset.Generator.Depth, Filters = Filters ?? preset.Generator.Filters },
        ConstantEpochs = ConstantEpochs ?? preset.ConstantEpochs,
        DecayingEpochs = DecayingEpochs ?? preset.DecayingEpochs,
        BatchSize = BatchSize ?? preset.BatchSize,
        Seed = Seed,
    };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        workFolder = FullPath(WorkFolder ?? DestinationFolder + "-training");
        RunOrEnd(workFolder, RequireWorkElsewhere);
        atlasFolder = Atlas is { } path ? FullPath(path) : atlasFolder;
        baseModel = Trainer.NeedsBaseModel
            ? RunOrEnd(ShapeModel, () => Trainer.RequireBase(NamedModel.Open(SessionState.Path, ShapeModel)))
            : null;
    }

    /// <inheritdoc/>
    protected override void Make(IReadOnlyList<string> scans)
    {
        RequireFree();
        var heads = PrepareHeads(scans);
        var split = RunOrEnd(Path, () => Split(heads));
        WriteVerbose(Text(Messages.SubjectsSplit, split.Training.Count, string.Join(", ", split.Validation)));
        if (split.Training.Count is > 0 and < FewSubjects)
        {
            WriteWarning(Text(Messages.FewSubjects, split.Training.Count, FewSubjects));
        }

        var model = RunOrEnd(DestinationFolder, () =>
            BackgroundWork.Run(this, Messages.TrainingModel, background => Train(heads, split, background)));
        WriteObject(model.Describe());
    }

    private void RequireWorkElsewhere()
    {
        if (ScanTree.LiesIn(workFolder, DestinationFolder))
        {
            throw new InputPathException(
                "WorkFolderInDestination", workFolder, Text(Messages.WorkFolderInDestination, workFolder));
        }
    }

    /// <summary>Hours of work should not end with an error that was there at the start.</summary>
    private void RequireFree() => RunOrEnd(DestinationFolder, () =>
    {
        if (!Resume)
        {
            Trainer.RequireUnused(workFolder);
        }

        return Force || !RefaceModel.IsModel(DestinationFolder) ? true
            : throw new VolumeFileException(VolumeFileFault.DestinationExists, DestinationFolder, Messages.ModelExists);
    });

    private List<HeadPair> PrepareHeads(IReadOnlyList<string> scans)
    {
        var cache = RunOrEnd(atlasFolder, () => new HeadPairCache(
            System.IO.Path.Combine(workFolder, "heads"), atlasFolder, ResourceCache.Atlas(atlasFolder, ComputeDevice),
            ComputeDevice));
        var heads = new List<HeadPair>();
        using var progress = new PipelineProgress(this, Messages.PreparingHeads);
        for (var i = 0; i < scans.Count; i++)
        {
            progress.Report(Text(Messages.FileOfFiles, System.IO.Path.GetFileName(scans[i]), i + 1, scans.Count),
                (double)i / scans.Count);
            if (TryRun(scans[i], () => cache.Get(scans[i], SubjectOf(scans[i]), StopToken), out var head))
            {
                heads.Add(head);
            }
        }

        return heads;
    }

    private SubjectSplit Split(List<HeadPair> heads)
    {
        var subjects = heads.ConvertAll(head => head.Subject);
        return ValidationSubject.Length > 0
            ? SubjectSplit.Holding(subjects, ValidationSubject)
            : SubjectSplit.Draw(subjects, ValidationFraction, Seed);
    }

    private RefaceModel Train(List<HeadPair> heads, SubjectSplit split, BackgroundWork background)
    {
        var statement = new ModelStatement(
            System.IO.Path.GetFileName(DestinationFolder), Version, Licence, Attribution, KnownFailure, CommandText);
        var atlas = ResourceCache.Atlas(atlasFolder, ComputeDevice);
        var request = new TrainingRequest(heads, split, workFolder, DestinationFolder, statement, atlas, ComputeDevice)
        {
            Recipe = Recipe,
            BaseModel = baseModel,
            Resume = Resume,
            Aligning = new AlignmentReport(background),
            Training = new Report(background),
        };
        return Trainer.Train(request, StopToken);
    }

    private sealed class AlignmentReport(BackgroundWork background) : IProgress<AlignmentProgress>
    {
        void IProgress<AlignmentProgress>.Report(AlignmentProgress value) => background.ReportProgress(
            Text(Messages.ShapeTrainingStatus, value.Round, value.Rounds, value.Head, value.Heads), value.Fraction);
    }

    private sealed class Report(BackgroundWork background) : IProgress<TrainingProgress>
    {
        private long? firstStep;

        void IProgress<TrainingProgress>.Report(TrainingProgress value)
        {
            // The bar is of what this run has to do, or it would promise too little time to a resumed one.
            firstStep ??= value.Step - 1;
            var status = Text(
                Messages.TrainingStatus, value.Epoch, value.Epochs, value.Step, value.Steps, value.SamplesPerSecond,
                value.Losses.GL1, value.Losses.GGan, value.Losses.DReal, value.Losses.DFake);
            background.ReportProgress(status, (double)(value.Step - firstStep) / (value.Steps - firstStep));
        }
    }
}
