using System.Management.Automation;
using RefacePS.Binding;
using RefacePS.Cmdlets;
using RefacePS.Comparing;
using RefacePS.Comparing.Reports;
using RefacePS.Completion;
using RefacePS.Errors;
using RefacePS.Paths;
using RefacePS.Refacing.Models;
using RefacePS.Reports;
using RefacePS.Resources;

namespace RefacePS.Commands;

/// <summary>Holds measurements of defaced and refaced scans against those of the originals, region by region over a
/// cohort.</summary>
[Cmdlet(VerbsData.Compare, "Cohort", SupportsShouldProcess = true)]
[OutputType(typeof(RegionComparison), typeof(CohortComparison))]
public sealed class CompareCohortCommand : RefacePSCmdlet
{
    /// <summary>Reasons of which each case is an error of its own; the others are counted in a warning.</summary>
    private static readonly HashSet<ExclusionReason> Errors =
    [
        ExclusionReason.MeasurementIncomplete, ExclusionReason.DuplicateMeasurement, ExclusionReason.MixedUnits,
        ExclusionReason.NotANumber,
    ];

    private readonly MeasurementTable table = new();
    private MeasurementReader? reader;
    private string? reportFile;
    private string? scanFolder;

    /// <summary>Measurements: those of Measure-BrainVolume, or rows of any table with a column a region.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject[] Measurement { get; set; } = [];

    /// <summary>The reference of every other variant.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string ReferenceVariant { get; set; } = nameof(VolumeKind.Original);

    /// <summary>Columns to compare, with wildcards or without; all columns of numbers by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string[] Region { get; set; } = [];

    /// <summary>The property that names the subject.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string SubjectProperty { get; set; } = "Subject";

    /// <summary>The property that names the session; where there is none, subjects have one session.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string SessionProperty { get; set; } = "Session";

    /// <summary>The property that names the variant.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string VariantProperty { get; set; } = "Variant";

    /// <summary>Columns that a scan is flagged by, with wildcards or without. By default GreyMatter, WhiteMatter,
    /// CerebrospinalFluid and TotalIntracranial.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string[]? FlagRegion { get; set; }

    /// <summary>A scan is flagged where one of those differs by more than this, in %.</summary>
    [Parameter]
    [ValidateRange(0.0, 1000.0)]
    public double ThresholdPercent { get; set; } = 5;

    /// <summary>Measurements with a lower registration score are left out and listed: their brain was not found. 0
    /// leaves none out by its score.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumScore { get; set; } = CohortOptions.UsualLeastScore;

    /// <summary>Count measurements whose Quality is Doubtful too; otherwise they are left out and listed.</summary>
    [Parameter]
    public SwitchParameter IncludeDoubtful { get; set; }

    /// <summary>Significance level that regions are counted by.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Alpha { get; set; } = 0.05;

    /// <summary>The source of p values: Automatic, Exact or Approximate.</summary>
    [Parameter]
    public WilcoxonMethod Method { get; set; } = WilcoxonMethod.Automatic;

    /// <summary>Approximate p values without the continuity correction, as SciPy does by default.</summary>
    [Parameter]
    public SwitchParameter NoContinuityCorrection { get; set; }

    /// <summary>Subjects to leave out: names, or hashtables of name and reason.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] ExcludeSubject { get; set; } = [];

    /// <summary>Models whose training subjects are left out, by name or folder, beside those that the measurements
    /// name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string[] Model { get; set; } = [];

    /// <summary>Compare the subjects that trained the models too.</summary>
    [Parameter]
    public SwitchParameter IncludeTrainingSubjects { get; set; }

    /// <summary>Give one object with counts, flagged scans, exclusions and the rows, in place of the rows.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <summary>The HTML file to write a report to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    /// <summary>The number of scans that the report shows, of those that differ most.</summary>
    [Parameter]
    [ValidateRange(0, 50)]
    public int WorstCaseCount { get; set; } = 3;

    /// <summary>The folder that Export-Volume put the defaced and refaced scans into, where these were measured in the
    /// pipeline that made them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ScanFolder { get; set; }

    /// <summary>Show faces that were not removed in the report too. Such a report identifies people: treat it as you
    /// treat the scans.</summary>
    [Parameter]
    public SwitchParameter ShowOriginalFace { get; set; }

    /// <summary>Replace a report that is there already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        reader = new(SubjectProperty, SessionProperty, VariantProperty);
        if (ReportPath is { } path)
        {
            reportFile = RunOrEnd(
                path, () => ReportFile.RequireFree(FileSystemPaths.Literal(SessionState.Path, path), Force));
        }

        if (ScanFolder is { } folder)
        {
            scanFolder = FullPath(folder);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var measurement in Measurement)
        {
            Add(measurement);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var options = Options();
        var analysis = RunOrEnd(table, () => new CohortComparer(options).Compare(table, StopToken));
        Tell(analysis.Comparison);
        if (Summary)
        {
            WriteObject(analysis.Comparison);
        }
        else
        {
            WriteObject(analysis.Comparison.Rows, enumerateCollection: true);
        }

        if (reportFile is { } file && ShouldProcess(file, Messages.WriteReport))
        {
            TryRun(file, () =>
                BackgroundWork.Run(this, Messages.WritingReport, background => Write(analysis, file, background)),
                out _);
        }
    }

    private void Add(PSObject measurement)
    {
        if (table.Given == 0)
        {
            RunOrEnd(measurement, () => { reader!.RequireProperties(measurement); return true; });
        }

        TryRun(measurement, () => { table.Add(reader!.Identity(measurement), reader.Cells(measurement)); return true; },
            out _);
    }

    private CohortOptions Options() => new()
    {
        ReferenceVariant = ReferenceVariant,
        Regions = Patterns(Region),
        FlagRegions = FlagRegion is null ? null : Patterns(FlagRegion),
        FlagThresholdPercent = ThresholdPercent,
        Alpha = Alpha,
        LeastScore = MinimumScore,
        IncludeDoubtful = IncludeDoubtful,
        Test = new(Method, !NoContinuityCorrection),
        ExcludedSubjects = SubjectReasons.Read(ExcludeSubject),
        TrainingSubjects = IncludeTrainingSubjects ? new Dictionary<string, TrainingSubjects>()
        : TrainingSubjectsInUse(),
    };

    private Dictionary<string, TrainingSubjects> TrainingSubjectsInUse()
    {
        var subjects = new ModelSubjects(SessionState.Path);
        var inUse = new Dictionary<string, TrainingSubjects>();
        foreach (var name in Model)
        {
            var named = RunOrEnd(name, () => subjects.Of(name));
            inUse[named.Key] = named.Value;
        }

        foreach (var text in table.Models.Where(text => !inUse.ContainsKey(text)))
        {
            if (TryRun(text, () => subjects.OfText(text), out var found) && found is { } installed)
            {
                inUse[installed.Key] = installed.Value;
            }
            else
            {
                WriteWarning(Text(Messages.ModelCardNotFound, text));
            }
        }

        return inUse;
    }

    private static RegionPattern[] Patterns(string[] names) => Array.ConvertAll(names, name =>
    {
        const WildcardOptions options = WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant;
        var pattern = WildcardPattern.Get(name, options);
        return new RegionPattern(name, pattern.IsMatch);
    });

    /// <summary>Reports what took no part, and what to know before trusting the rest.</summary>
    private void Tell(CohortComparison comparison)
    {
        // What was refused when it came has had its error then.
        foreach (var exclusion in comparison.Exclusions.Skip(table.RefusedCount)
            .Where(exclusion => Errors.Contains(exclusion.Reason)))
        {
            WriteError(ErrorRecords.From(new MeasurementException(exclusion), exclusion));
        }

        var told = Errors.Select(reason => reason.ToString()).ToHashSet();
        foreach (var notice in comparison.Notices.Where(notice => !told.Contains(notice.Id)))
        {
            WriteWarning(notice.Message);
        }

        WriteVerbose(comparison.ToString());
    }

    private bool Write(CohortAnalysis analysis, string file, BackgroundWork background)
    {
        var options = new CohortReportOptions
        {
            Command = MyInvocation.Line.Trim(),
            WorstCaseCount = WorstCaseCount,
            ScanFolder = scanFolder,
            ShowOriginalFace = ShowOriginalFace,
            Progress = new Progress(background),
        };
        CohortReportFile.Write(file, Force, analysis, options, StopToken);
        background.WriteVerbose(Text(Messages.ReportWritten, file));
        return true;
    }

    private sealed class Progress(BackgroundWork background) : IProgress<double>
    {
        void IProgress<double>.Report(double value) => background.ReportProgress(Messages.DrawingWorstCases, value);
    }
}
