namespace RefacePS.Bench.Privacy;

/// <summary>An attack as tables in Markdown.</summary>
internal static class ReidentificationReport
{
    public static string Format(ReidentificationSummary summary) =>
        MarkdownTable.Format(
            ["faces", "ranked by", "owner first", "chance (one standard error)", "owner in first five", "chance",
                "mean rank (95 % interval)", "chance", "verdict"],
            summary.Control.Concat(summary.AverageFaceRows).Concat(summary.Rows).Select(Row))
        + "\n"
        + MarkdownTable.Format(
            ["faces", "distance", "to the true face, median", "average face to the true face, median",
                "difference, median", "nearer than the average face", "p", "effect"],
            summary.AverageFaceTests.Select(Row))
        + FormattableString.Invariant($"\n{summary.Gallery} people in the gallery; ")
        + (summary.Exclusions.Count == 0 ? "nothing was left out.\n"
            : "left out: " + string.Join(
                "; ", summary.Exclusions.Select(left => $"{left.Subject} {left.Variant} ({left.Reason})")) + ".\n");

    private static string[] Row(ReidentificationRisk row) =>
    [
        Name(row.Variant, row.Model), $"{row.Distance}", Text($"{row.Top1:P1}"),
        Text($"{row.ChanceTop1:P1} ({row.ChanceTop1Error:P1})"), Text($"{row.Top5:P1}"),
        Text($"{row.ChanceTop5:P1}"), Text($"{row.MeanRank:0.0} ({row.MeanRankLow:0.0} to {row.MeanRankHigh:0.0})"),
        Text($"{row.ChanceMeanRank:0.0}"),
        $"{row.Verdict}",
    ];

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
