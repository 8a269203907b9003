namespace RefacePS;

/// <summary>The number of regions of a variant that differ significantly from the reference, and how many scans are
/// flagged.</summary>
public sealed record VariantSummary
{
    /// <summary>The variant.</summary>
    public required string Variant { get; init; }

    /// <summary>The pairs: <c>All</c>, or <c>Flagged by</c> a variant.</summary>
    public required string Subset { get; init; }

    /// <summary>Pairs of the subset.</summary>
    public required int Pairs { get; init; }

    /// <summary>Regions that were tested.</summary>
    public required int Regions { get; init; }

    /// <summary>Regions whose p value is below alpha.</summary>
    public required int Significant { get; init; }

    /// <summary>Regions whose p value adjusted by Holm is below alpha.</summary>
    public required int SignificantHolm { get; init; }

    /// <summary>Regions whose p value adjusted by Benjamini and Hochberg is below alpha.</summary>
    public required int SignificantBh { get; init; }

    /// <summary>Scans of the subset that are flagged in this variant.</summary>
    public required int Flagged { get; init; }

    /// <summary>Flagged scans in % of the pairs; NaN where there is no pair.</summary>
    public double FlaggedPercent => Pairs == 0 ? double.NaN : 100.0 * Flagged / Pairs;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Variant} ({Subset}): {SignificantHolm} of {Counted.Of(Regions, "region")} different (Holm), ")
        + FormattableString.Invariant($"{Flagged} of {Counted.Of(Pairs, "scan")} flagged");
}
