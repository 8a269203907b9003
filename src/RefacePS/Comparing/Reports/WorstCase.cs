namespace RefacePS.Comparing.Reports;

/// <summary>A pair whose largest difference is among the largest of the cohort.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="DifferencePercent">Its largest difference by size, over variants and flagged regions.</param>
internal sealed record WorstCase(ScanPair Pair, double DifferencePercent)
{
    /// <summary>The pairs that differ most, the worst first.</summary>
    public static IReadOnlyList<WorstCase> Of(CohortAnalysis analysis, int count) =>
    [
        .. analysis.Pairing.Pairs
            .Select(pair => new WorstCase(pair, LargestDifference(analysis, pair)))
            .Where(scan => scan.DifferencePercent > 0)
            .OrderByDescending(scan => scan.DifferencePercent)
            .Take(count),
    ];

    private static double LargestDifference(CohortAnalysis analysis, ScanPair pair) =>
        Enumerable.Range(0, pair.Variants.Length)
        .Max(variant => Math.Abs(analysis.Flags.Worst(pair, variant)?.DifferencePercent ?? 0));
}
