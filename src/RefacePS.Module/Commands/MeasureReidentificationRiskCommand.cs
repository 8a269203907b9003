using System.Management.Automation;
using System.Text.RegularExpressions;
using RefacePS.Cmdlets;
using RefacePS.Comparing;
using RefacePS.Errors;
using RefacePS.Files;
using RefacePS.Paths;
using RefacePS.Privacy;
using RefacePS.Privacy.Reports;
using RefacePS.Refacing;
using RefacePS.Refacing.ShapeModel;
using RefacePS.Reports;
using RefacePS.Resources;

namespace RefacePS.Commands;

/// <summary>Looks defaced and refaced faces up among the originals of the same people, and says how often they find
/// their owners.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "ReidentificationRisk", DefaultParameterSetName = ByKind,
    SupportsShouldProcess = true)]
[OutputType(typeof(ReidentificationRisk), typeof(ReidentificationSummary))]
public sealed class MeasureReidentificationRiskCommand : HeadCmdlet
{
    private const string ByKind = "Kind";
    private const string ByGallery = "Gallery";
    private const string ByGalleryPath = "GalleryPath";
    private const string ByGalleryLiteralPath = "GalleryLiteralPath";

    private ReidentificationAttack? attack;
    private FacePredictor? predictor;
    private ModelSubjects? models;
    private string? reportFile;
    private int trained;

    /// <summary>Scans of the people with their true faces; all that comes from the pipeline is then looked up among
    /// them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByGallery)]
    [ValidateNotNullOrEmpty]
    public Volume[] Gallery { get; set; } = [];

    /// <summary>Files of those scans, read one after another; wildcards are resolved.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByGalleryPath)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] GalleryPath { get; set; } = [];

    /// <summary>Files of those scans, by the very name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByGalleryLiteralPath)]
    [ValidateNotNullOrEmpty]
    public string[] GalleryLiteralPath { get; set; } = [];

    /// <summary>The variant of the faces that are looked up; by default what was done to them, as the volume or its
    /// sidecar says.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Variant { get; set; }

    /// <summary>The part of a file's name (without the extension) that says whose head it is. By default the subject of
    /// the volume.</summary>
    [Parameter]
    [ValidateNotNull]
    public Regex? SubjectPattern { get; set; }

    /// <summary>Do not look up altered copies of the gallery's own faces. What the attack then does not find is
    /// inconclusive.</summary>
    [Parameter]
    public SwitchParameter NoControl { get; set; }

    /// <summary>Look up, too, the face that the installed shape model predicts from what was kept of each head: what
    /// a scan says of its owner when the face itself is gone.</summary>
    [Parameter]
    public SwitchParameter PredictFace { get; set; }

    /// <summary>Seed of the bootstrap and of the altered copies.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Seed { get; set; } = 1;

    /// <summary>Give one object with the ranks of every face, the control, the tests and what was left out, in place of
    /// the rows.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <summary>The HTML file to write a report to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    /// <summary>Replace a report that is there already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private ReidentificationAttack Attack => attack ?? throw new InvalidOperationException("Processing has not begun.");

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        models = new(SessionState.Path);
        predictor = PredictFace ? RunOrEnd(ModelStore.Default, LoadPredictor) : null;
        attack = new(
            HeadAtlas, ComputeDevice, new() { Seed = Seed, WithControl = !NoControl, Predictor = predictor });
        if (ReportPath is { } path)
        {
            reportFile = RunOrEnd(
                path, () => ReportFile.RequireFree(FileSystemPaths.Literal(SessionState.Path, path), Force));
        }

        Array.ForEach(Gallery, TakeIntoGallery);
        foreach (var file in GalleryFiles())
        {
            if (TryRun(file, () => VolumeReader.Read(file, StopToken), out var original))
            {
                TakeIntoGallery(original);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Process(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        if (!TryRun(volume, () => Sidecar.Described(volume), out var face))
        {
            return;
        }

        if (ParameterSetName == ByKind && face.Kind == VolumeKind.Original)
        {
            TakeIntoGallery(volume);
        }
        else if (Take(volume, subject => Attack.AddProbe(face, subject, Variant ?? face.Kind.ToString(), StopToken)))
        {
            trained += WasTrainedOn(face) ? 1 : 0;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var before = Attack.Exclusions.Count;
        var summary = RunOrEnd(MyInvocation.MyCommand.Name, () =>
            BackgroundWork.Run(this, Messages.SearchingGallery, _ => Attack.Run(StopToken)));
        foreach (var exclusion in summary.Exclusions.Skip(before))
        {
            WriteError(ErrorRecords.From(new RiskException(RiskFault.OwnerNotInGallery, exclusion.Detail), exclusion));
        }

        Tell(summary);
        WriteObject(
            Summary ? summary : summary.Rows.Concat(summary.PredictedFaceRows), enumerateCollection: !Summary);
        if (reportFile is { } file && ShouldProcess(file, Messages.WriteReport)
            && TryRun(file, () =>
                ReidentificationReportFile.Write(file, Force, summary, MyInvocation.Line.Trim())))
        {
            WriteVerbose(Text(Messages.ReportWritten, file));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        predictor?.Dispose();
        base.Dispose(disposing);
    }

    private FacePredictor LoadPredictor()
    {
        var model = NamedModel.Open(SessionState.Path, ModelStore.Default);
        WriteVerbose(Text(Messages.UsingModel, model.Card.Name, model.Card.Version));
        return FacePredictor.Load(model, HeadAtlas, ComputeDevice);
    }

    private IEnumerable<string> GalleryFiles() =>
        [.. ResolveAll(GalleryPath, MatchingFiles), .. ResolveAll(GalleryLiteralPath, LiteralFile)];

    private void TakeIntoGallery(Volume volume) =>
        _ = Take(volume, subject => Attack.AddToGallery(volume, subject, StopToken));

    /// <summary>Reduces a volume to its face beside the pipeline thread; what cannot take part is an error for this
    /// volume alone.</summary>
    private bool Take(Volume volume, Action<string?> take)
    {
        var subject = FaceOwner.SubjectOf(volume, SubjectPattern);
        return TryRun(volume, () => BackgroundWork.Run(
            this, Messages.MeasuringFaces, background => WithStatus(background, volume, () => take(subject))));
    }

    /// <summary>True if a face was made by a model that had learned from its owner's.</summary>
    private bool WasTrainedOn(Volume volume) =>
        volume.Model is { } model && volume.Subject is { } subject
        && TryRun(model, () => models!.OfText(model), out var found) && found is { } installed
        && installed.Value.Contains(subject);

    private void Tell(ReidentificationSummary summary)
    {
        // What was left out has had its error already.
        var told = Enum.GetNames<RiskExclusionReason>().ToHashSet();
        foreach (var notice in summary.Notices.Where(notice => !told.Contains(notice.Id)))
        {
            WriteWarning(notice.Message);
        }

        if (trained > 0)
        {
            WriteWarning(Text(Messages.TrainingFacesLookedUp, trained));
        }

        WriteVerbose(summary.ToString());
    }
}
