using System.Globalization;
using System.Text;

namespace RefacePS.Bench.DefaceAccuracy;

/// <summary>The tables of a run in Markdown.</summary>
internal static class AccuracyReport
{
    private static readonly string[] CaseHeadings =
        ["case", "head", "cavity voxels removed", "distance, mm",
            .. Landmark.All.Select(landmark => $"{landmark.Name} left"), "status", "score"];

    public static string Format(DefaceAccuracyRun run) => new StringBuilder()
        .Append(CultureInfo.InvariantCulture,
            $"{run.Heads.Count} cases of {run.Heads.Select(r => r.Case.Name).Distinct().Count()} heads. ")
        .Append(CultureInfo.InvariantCulture,
            $"Dice of labelled and carried cavity under the reference alignment: {run.Overlaps.Min():0.000} to "
                + $"{run.Overlaps.Max():0.000}.\n\n")
        .Append(MarkdownTable.Format(
            ["case", "heads", "cavity voxels removed", "nearest cut, mm", "most of a landmark left", "Good", "Doubtful",
                "refused", "lowest score"],
            run.Heads.GroupBy(result => result.Case.Group).Select(Summary)))
        .Append("\nHeads without a face, and what is not a head:\n\n")
        .Append(MarkdownTable.Format(["case", "volume", "outcome", "score"],
            run.Refusals.Select(r => new[] { r.Case.Group, r.Case.Name, r.Outcome, Number(r.Score, "0.00") })))
        .ToString();

    public static string FormatCases(DefaceAccuracyRun run) =>
        MarkdownTable.Format(CaseHeadings, run.Heads.Select(Row));

    private static string[] Summary(IGrouping<string, CaseResult> group) =>
    [
        group.Key,
        Number(group.Count(), "0"),
        Number(group.Sum(r => r.CavityRemoved), "0"),
        Number(group.Min(r => r.CavityDistance), "0.0"),
        Number(group.Max(r => r.MostLeft), "0.0 %"),
        Number(group.Count(r => r.Outcome == nameof(DefaceStatus.Good)), "0"),
        Number(group.Count(r => r.Outcome == nameof(DefaceStatus.Doubtful)), "0"),
        Number(group.Count(r => r.Score is null), "0"),
        Number(group.Min(r => r.Score), "0.00"),
    ];

    private static string[] Row(CaseResult result) =>
    [
        result.Case.Group,
        result.Case.Name,
        Number(result.CavityRemoved, "0"),
        Number(result.CavityDistance, "0.0"),
        .. result.Left.Select(share => Number(share, "0 %")),
        result.Outcome,
        Number(result.Score, "0.00"),
    ];

    private static string Number(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
