namespace RefacePS.Bench.Privacy;

/// <summary>An attack as tables in Markdown.</summary>
internal static class ReidentificationReport
{
    /// <summary>Findings of the attacks beside that on the surfaces of the scans themselves, and its control.</summary>
    /// <param name="summary">With the faces that were predicted.</param>
    /// <param name="recognised">What the recogniser found.</param>
    public static string FormatOthers(ReidentificationSummary summary, IEnumerable<RankedSet> recognised) =>
        Ranks(summary.Control.Concat(summary.PredictedFaceRows).Select(RankedSet.Of).Concat(recognised))
        + FormattableString.Invariant($"\n{summary.Gallery} people in the gallery.\n");

    /// <summary>The tables of the attack on surfaces.</summary>
    public static string Format(ReidentificationSummary summary) =>
        Ranks(summary.Control.Concat(summary.AverageFaceRows).Concat(summary.Rows).Select(RankedSet.Of))
        + "\n"
        + MarkdownTable.Format(
            ["faces", "distance", "to the true face, median", "average face to the true face, median",
                "difference, median", "nearer than the average face", "p", "effect"],
            summary.AverageFaceTests.Select(Row))
        + FormattableString.Invariant($"\n{summary.Gallery} people in the gallery; ")
        + (summary.Exclusions.Count == 0 ? "nothing was left out.\n"
            : "left out: " + string.Join(
                "; ", summary.Exclusions.Select(left => $"{left.Subject} {left.Variant} ({left.Reason})")) + ".\n");

    /// <summary>A row a set and way to compare, the sets of one name together.</summary>
    private static string Ranks(IEnumerable<RankedSet> rows) =>
        MarkdownTable.Format(
            ["faces", "ranked by", "owner first", "chance (one standard error)", "owner in first five", "chance",
                "mean rank (95 % interval)", "chance", "verdict"],
            rows.GroupBy(row => (row.Variant, row.Model)).SelectMany(set => set).Select(Row));

    private static string[] Row(RankedSet row)
    {
        var (figures, chance) = (row.Figures, 1.0 / row.Figures.Gallery);
        var error = Math.Sqrt(chance * (1 - chance) / figures.Probes);
        return
        [
            Name(row.Variant, row.Model), row.RankedBy, Text($"{figures.Top1:P1}"), Text($"{chance:P1} ({error:P1})"),
            Text($"{figures.Top5:P1}"), Text($"{Math.Min(1, 5 * chance):P1}"),
            Text($"{figures.MeanRank:0.0} ({figures.Low:0.0} to {figures.High:0.0})"),
            Text($"{(figures.Gallery + 1) / 2.0:0.0}"), $"{row.Verdict}",
        ];
    }

    private static string[] Row(AverageFaceTest row) =>
    [
        Name(row.Variant, row.Model), $"{row.Distance}", Text($"{row.MedianDistance:0.00} mm"),
        Text($"{row.MedianAverageDistance:0.00} mm"),
        Text($"{row.MedianDifference:+0.00;-0.00;0.00} mm"), $"{row.NearerThanAverage} of {row.N}", row.PValue < 0.0001
        ? "< 0.0001" : Text($"{row.PValue:0.0000}"), Text($"{row.EffectSize:+0.00;-0.00;0.00}"),
    ];

    private static string Name(string variant, string? model) => model is null ? variant : $"{variant} ({model})";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
