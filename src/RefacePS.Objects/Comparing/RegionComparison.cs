namespace RefacePS;

/// <summary>
/// One region of one variant held against the same region of the reference, over all pairs of a cohort or over a part
/// of them. NaN stands for what too few pairs do not give. Flat, so that it goes into a CSV file as it is.
/// </summary>
public sealed record RegionComparison
{
    /// <summary>The region: the name of the column that was compared.</summary>
    public required string Region { get; init; }

    /// <summary>The variant, <c>Defaced</c> for instance.</summary>
    public required string Variant { get; init; }

    /// <summary>The reference of the variant, <c>Original</c> for instance.</summary>
    public required string ReferenceVariant { get; init; }

    /// <summary>The pairs: <c>All</c>, or <c>Flagged by</c> a variant.</summary>
    public required string Subset { get; init; }

    /// <summary>Number of pairs in which both have a number.</summary>
    public required int N { get; init; }

    /// <summary>Median of the reference, in the unit of the column (mL for our regions).</summary>
    public required double ReferenceMedian { get; init; }

    /// <summary>Median of the variant, in the unit of the column.</summary>
    public required double Median { get; init; }

    /// <summary>Mean over pairs of the difference in % of the reference: positive where the variant is
    /// larger.</summary>
    public required double MeanDifferencePercent { get; init; }

    /// <summary>Sample standard deviation of the difference in %.</summary>
    public required double SdDifferencePercent { get; init; }

    /// <summary>A quarter of the differences in % lies below.</summary>
    public required double LowerQuartilePercent { get; init; }

    /// <summary>Median of the difference in %.</summary>
    public required double MedianDifferencePercent { get; init; }

    /// <summary>Three quarters of the differences in % lie below.</summary>
    public required double UpperQuartilePercent { get; init; }

    /// <summary>Wilcoxon's statistic: the smaller of the sums of ranks of positive and of negative
    /// differences.</summary>
    public required double Statistic { get; init; }

    /// <summary>Two-sided p value of the Wilcoxon signed-rank test.</summary>
    public required double PValue { get; init; }

    /// <summary>The p value adjusted by Holm over the regions of this variant and subset.</summary>
    public required double HolmPValue { get; init; }

    /// <summary>The p value adjusted by Benjamini and Hochberg over the regions of this variant and subset.</summary>
    public required double BhPValue { get; init; }

    /// <summary>Matched-pairs rank-biserial correlation, -1 to 1: positive where the variant is larger.</summary>
    public required double EffectSize { get; init; }

    /// <summary>Agreement of variant and reference, ICC(2,1), at most 1.</summary>
    public required double Icc { get; init; }

    /// <summary>The source of the p value: exact or approximate.</summary>
    public required WilcoxonMethod Method { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Region}, {Variant}: {MeanDifferencePercent:0.##} %, p = {PValue:0.###e+0}, N = {N}");
}
