namespace RefacePS;

/// <summary>All that comes of comparing a cohort.</summary>
public sealed record CohortComparison
{
    /// <summary>The reference of every variant.</summary>
    public required string ReferenceVariant { get; init; }

    /// <summary>Significance level that regions are counted by.</summary>
    public required double Alpha { get; init; }

    /// <summary>A scan is flagged where one of <see cref="FlagRegions"/> differs by more than this, in %.</summary>
    public required double FlagThresholdPercent { get; init; }

    /// <summary>The regions that scans are flagged by.</summary>
    public required IReadOnlyList<string> FlagRegions { get; init => field = value.Readable(); }

    /// <summary>The regions that were compared.</summary>
    public required IReadOnlyList<string> Regions { get; init => field = value.Readable(); }

    /// <summary>Measurements that were given.</summary>
    public required int Measurements { get; init; }

    /// <summary>Subjects with at least one pair.</summary>
    public required int Subjects { get; init; }

    /// <summary>A row a variant and region, over all pairs.</summary>
    public required IReadOnlyList<RegionComparison> Rows { get; init => field = value.Readable(); }

    /// <summary>The same tests on the scans that each variant flags, for every variant.</summary>
    public required IReadOnlyList<RegionComparison> FlaggedRows { get; init => field = value.Readable(); }

    /// <summary>Counts a variant, over all pairs first, then over those that each variant flags.</summary>
    public required IReadOnlyList<VariantSummary> Variants { get; init => field = value.Readable(); }

    /// <summary>Scans that differ by more than the threshold, the largest difference of a variant first.</summary>
    public required IReadOnlyList<FlaggedScan> Flagged { get; init => field = value.Readable(); }

    /// <summary>The scans that played no part, and why.</summary>
    public required IReadOnlyList<CohortExclusion> Exclusions { get; init => field = value.Readable(); }

    /// <summary>Notices that a reader should know before trusting the rest.</summary>
    public required IReadOnlyList<CohortNotice> Notices { get; init => field = value.Readable(); }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Counted.Of(Subjects, "subject")} against {ReferenceVariant}: " + string.Join(
            "; ", Variants.Where(variant => variant.Subset == "All"));
}
