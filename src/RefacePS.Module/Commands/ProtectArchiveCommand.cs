using System.Management.Automation;
using RefacePS.Archives;
using RefacePS.Archives.Slurm;
using RefacePS.Atlases;
using RefacePS.Cmdlets;
using RefacePS.Completion;
using RefacePS.Compute;
using RefacePS.Errors;
using RefacePS.Protection;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;
using RefacePS.Resources;

namespace RefacePS.Commands;

/// <summary>Takes the faces off all scans of a tree, into another tree that can be shared.</summary>
[Cmdlet(VerbsSecurity.Protect, "Archive", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(ArchiveSummary))]
public sealed partial class ProtectArchiveCommand : HeadFileCmdlet
{
    private readonly List<string> sources = [];
    private string destination = string.Empty;
    private string? reviewPath;
    private ProtectorSettings? settings;
    private bool showsActions;

    /// <summary>The tree to write: a new or empty folder, or one that an earlier run wrote.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>Reface: artificial faces for T1-weighted heads. Deface: faces are removed.</summary>
    [Parameter]
    public ArchiveMethod Method { get; set; } = ArchiveMethod.Reface;

    /// <summary>Copy: other files that are known to be harmless are copied. Skip: none. All: whatever they
    /// hold.</summary>
    [Parameter]
    public OtherFilePolicy OtherFiles { get; set; } = OtherFilePolicy.Copy;

    /// <summary>Raw: a twin of the tree, with the same names. Study: the same, but DICOM series by patient, study and
    /// series. Derivative: a BIDS derivative.</summary>
    [Parameter]
    public ArchiveLayout Layout { get; set; } = ArchiveLayout.Raw;

    /// <summary>Keep the times of scans in tables, which are moved to before 1925 otherwise.</summary>
    [Parameter]
    public SwitchParameter KeepTimes { get; set; }

    /// <summary>Of DICOM: whether what identifies a person is taken out.</summary>
    [Parameter]
    public DicomProfile Profile { get; set; }

    /// <summary>Of DICOM: what the profile leaves.</summary>
    [Parameter]
    public DicomRetention Retain { get; set; }

    /// <summary>Of DICOM: images and series keep their UIDs.</summary>
    [Parameter]
    public SwitchParameter KeepUid { get; set; }

    /// <summary>Of DICOM: the secret that new UIDs, pseudonyms and shifts of dates are made with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UidKey { get; set; }

    /// <summary>The region to remove: the face, or the face and the ears.</summary>
    [Parameter]
    public DefaceRegion Region { get; set; } = DefaceRegion.Face;

    /// <summary>Name of an installed model (see Get-RefaceModel), or the folder of one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string Model { get; set; } = ModelStore.Default;

    /// <summary>Sessions worked on at once, which share the cores; 0 is one for every two cores.</summary>
    [Parameter]
    [ValidateRange(0, 1024)]
    public int ThrottleLimit { get; set; }

    /// <summary>Folder for a contact sheet with pictures of the results, doubtful ones first; outside the
    /// destination.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReviewPath { get; set; }

    /// <summary>Doubtful scans that a person has looked at and that are right: paths below the source, with
    /// wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] AcceptDoubtful { get; set; } = [];

    private int Workers => ThrottleLimit > 0 ? ThrottleLimit
        : Math.Max(1, (Engine == ArchiveEngine.Slurm ? TaskCores : Environment.ProcessorCount) / 2);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        RunOrEnd(Engine, RequireLocalParameters);
        destination = FullPath(Destination);
        reviewPath = ReviewPath is null ? null : FullPath(ReviewPath);
        base.BeginProcessing();
        var identity = RunOrEnd(AtlasFolder, () => HeadAtlas.IdentityOf(AtlasFolder));
        var model = Method == ArchiveMethod.Reface ? RunOrEnd(Model, () => NamedModel.Open(SessionState.Path, Model))
            : null;
        var device = RunOrEnd(Device, () => ComputeDevice.Parse(Device));
        settings = new(Region, AtlasFolder, identity, model, device, Workers);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => sources.AddRange(ResolveFiles());

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (sources.Count == 0)
        {
            return;
        }

        var source = RunOrEnd(sources, OneSource);
        showsActions = ShowsActions();
        var (plan, unchanged) = RunOrEnd(
            source, () => BackgroundWork.Run(this, Messages.ProtectingArchive, background => Plan(source, background)));
        if (!plan.Items.Any())
        {
            WriteWarning(Text(Messages.NothingToProtect, source));
            return;
        }

        foreach (var (pattern, _) in AcceptDoubtful.Select(pattern => (pattern, Compiled: PathPattern(pattern)))
            .Where(accepted => !plan.Scans.Any(scan => accepted.Compiled.IsMatch(scan.Path))))
        {
            WriteWarning(Text(Messages.AcceptedNothing, pattern));
        }

        var agreed = Ask(plan, unchanged);
        if (agreed is not null)
        {
            if (Profile == DicomProfile.None && agreed.Scans.Any(item => item.IsDicom))
            {
                WriteWarning(Text(Messages.IdentityKept, destination));
            }

            var risky = agreed.Files.Where(item => item.Kind is not null && item.Treatment == Treatment.Copy).ToList();
            if (risky.Count > 0)
            {
                WriteWarning(MessageText.Format(
                    Messages.RiskyFilesCopied, risky.Count, ArchiveReport.Kinds(risky)));
            }

            var summary = RunOrEnd(destination, () =>
                BackgroundWork.Run(this, Messages.ProtectingArchive, background => Protect(agreed, background)));
            if (summary.SourceGone > 0)
            {
                WriteWarning(Text(Messages.SourceGone, summary.SourceGone));
            }

            WriteObject(summary);
        }
    }

    private string OneSource() => sources.Count == 1
        ? System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(sources[0]))
        : throw new InputPathException(
            "SeveralArchives", string.Join(", ", sources),
            Text(Messages.OneArchive, sources.Count, sources[0], sources[1]));

    private (ArchivePlan Plan, IReadOnlySet<string> Unchanged) Plan(string source, BackgroundWork background)
    {
        background.ReportProgress(Messages.PlanningArchive);
        var accepted = AcceptDoubtful.Select(PathPattern).ToList();
        var plan = ArchivePlanner.Plan(
            new ArchiveOptions
            {
                Source = source,
                Destination = System.IO.Path.TrimEndingDirectorySeparator(destination),
                Method = Method,
                OtherFiles = OtherFiles,
                Layout = Layout,
                KeepTimes = KeepTimes,
                Dicom = new(Overwrite: true, Profile, Retain, KeepUid, UidKey),
                Workers = Workers,
                ReviewPath = reviewPath,
                Accepts = path => accepted.Exists(pattern => pattern.IsMatch(path)),
            },
            StopToken);
        if (!showsActions)
        {
            return (plan, new HashSet<string>());
        }

        using var protector = settings!.Create(background.WriteVerbose);
        return (plan, Staleness.Unchanged(plan, protector));
    }

    // The run finds out by itself what is unchanged; a look at every file before it is for those who are told. Of what
    // ShouldProcess is asked, $VerbosePreference alone tells nothing (PowerShell 7.6.9).
    private bool ShowsActions() =>
        IsOn("WhatIf") || IsOn("Confirm") || IsOn("Verbose")
        || LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"))
        || GetVariableValue("ConfirmPreference") is not (null or ConfirmImpact.High or ConfirmImpact.None);

    private bool IsOn(string parameter) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out var value)
        && value is SwitchParameter { IsPresent: true };

    private static WildcardPattern PathPattern(string pattern) =>
        WildcardPattern.Get(pattern.Replace('\\', '/'), WildcardOptions.None);

    /// <summary>The action that the user agrees to; null where nothing is to be done.</summary>
    private ArchivePlan? Ask(ArchivePlan plan, IReadOnlySet<string> unchanged)
    {
        var agreed = plan with
        {
            Sessions = [.. plan.Sessions.Select(
                session => (ArchiveItem[])[.. session.Where(AskOne)])],
            Files = [.. plan.Files.Where(AskOne)],
        };
        return agreed.Scans.Any() || agreed.Files.Count > 0 ? agreed : null;

        bool AskOne(ArchiveItem item) => Ask(plan.Options, item, unchanged.Contains(item.Path));
    }

    private bool Ask(ArchiveOptions options, ArchiveItem item, bool isUnchanged)
    {
        var action = isUnchanged ? Messages.ArchiveLeave : item.Treatment switch
        {
            Treatment.Reface => Messages.ArchiveReface,
            Treatment.Deface => Messages.ArchiveDeface,
            Treatment.Clear => Messages.ArchiveClear,
            Treatment.Copy => Messages.ArchiveCopy,
            _ => Messages.ArchiveWithhold,
        };
        var target = item.Outputs.Count > 0 ? System.IO.Path.Combine(options.Destination, item.Outputs[0])
            : options.Destination;
        return ShouldProcess(System.IO.Path.Combine(options.Source, item.Path), Text(action, target));
    }

    private ArchiveSummary Protect(ArchivePlan plan, BackgroundWork background)
    {
        using var protector = settings!.Create(background.WriteVerbose);
        var report = new ArchiveReport(background);
        var summary = Engine == ArchiveEngine.Slurm
            ? SlurmRun.Run(plan, protector, ToSlurmOptions(settings), report, StopToken)
            : ArchiveRun.Run(plan, protector, report, StopToken);
        report.SumUp(plan, summary);
        return summary;
    }
}
