using RefacePS.Refacing.Models;
using RefacePS.Statistics;

namespace RefacePS.Comparing;

/// <summary>A name of regions, with wildcards perhaps.</summary>
/// <param name="Text">As the user gave it.</param>
/// <param name="Matches">Whether a name is meant.</param>
public sealed record RegionPattern(string Text, Predicate<string> Matches);

/// <summary>The options of a comparison.</summary>
public sealed record CohortOptions
{
    /// <summary>The regions by which the study that this repeats flags scans: grey matter, white matter, fluid and
    /// intracranial volume.</summary>
    public static readonly IReadOnlyList<string> UsualFlagRegions =
        ["GreyMatter", "WhiteMatter", "CerebrospinalFluid", "TotalIntracranial"];

    /// <summary>The usual value of <see cref="LeastScore"/>: between whole T1-weighted heads and parts of heads that
    /// were called good (docs/comparing.md).</summary>
    public const double UsualLeastScore = 0.6;

    /// <summary>The reference of every variant.</summary>
    public string ReferenceVariant { get; init; } = nameof(VolumeKind.Original);

    /// <summary>The regions to compare; none for all.</summary>
    public IReadOnlyList<RegionPattern> Regions { get; init; } = [];

    /// <summary>Measurements whose registration score is below this are left out: their brain was not found.</summary>
    public double LeastScore { get; init; } = UsualLeastScore;

    /// <summary>True if measurements that call themselves doubtful count.</summary>
    public bool IncludeDoubtful { get; init; }

    /// <summary>The regions to flag scans by; null for those of <see cref="UsualFlagRegions"/> that are
    /// there.</summary>
    public IReadOnlyList<RegionPattern>? FlagRegions { get; init; }

    /// <summary>A scan is flagged above this difference, in %.</summary>
    public double FlagThresholdPercent { get; init; } = 5;

    /// <summary>Significance level that regions are counted by, 0 to 1.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>The test.</summary>
    public WilcoxonTest Test { get; init; } = new();

    /// <summary>Subjects to leave out, and why.</summary>
    public IReadOnlyDictionary<string, string> ExcludedSubjects { get; init; } = new Dictionary<string, string>();

    /// <summary>Subjects that trained a model in use, by the name of the model.</summary>
    public IReadOnlyDictionary<string, TrainingSubjects> TrainingSubjects { get; init; } =
        new Dictionary<string, TrainingSubjects>();
}
