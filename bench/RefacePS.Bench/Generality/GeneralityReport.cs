using System.Globalization;

namespace RefacePS.Bench.Generality;

/// <summary>The tables of a run in Markdown.</summary>
internal static class GeneralityReport
{
    /// <summary>Changes (%) of whole and of regional volumes that nobody should see.</summary>
    private const double LargestGlobal = 1, LargestRegional = 3;

    /// <summary>A face that lies farther (mm) from where it was is another part of the head.</summary>
    private const double LargestMove = 10;

    public static string Format(IReadOnlyList<GeneralityResult> results) =>
        "Heads as they came:\n\n" + MarkdownTable.Format(
            ["heads", "count", "Good", "Doubtful", "AlreadyDefaced", "HeadNotFound", "Face", "lowest score",
                "lowest agreement"],
            results.Where(result => result.Removal == GeneralityResult.Whole).GroupBy(result => result.Group)
                .Select(Whole))
        + "\nThe same heads without their faces:\n\n" + MarkdownTable.Format(
            ["heads", "removed by", "count", "found where they were", "NoFace", "Uncertain", "Face", "measured",
                "whole brain within 1 %", "regions within 3 %", "largest change, whole", "largest change, region"],
            results.Where(result => result.Removal != GeneralityResult.Whole && !IsPlanted(result))
                .GroupBy(result => (result.Group, result.Removal)).Select(group => Removed(group.Key, [.. group])))
        + "\nMaps that are wrong on purpose:\n\n" + MarkdownTable.Format(
            ["map", "count", "defacing Doubtful", "measured", "measurement Doubtful",
                "whole brain within 1 % all the same"],
            results.Where(IsPlanted).GroupBy(result => result.Removal).Select(Planted));

    public static string FormatCases(IReadOnlyList<GeneralityResult> results) => MarkdownTable.Format(
        ["head", "face", "defacing", "score", "agreement", "cavity moved, mm", "face moved, mm", "check",
            "intracranial, mL", "whole, %", "region, %", "which", "measurement", "score", "agreement of the brain"],
        results.Select(Case));

    private static bool IsPlanted(GeneralityResult result) =>
        result.Removal.StartsWith("map", StringComparison.Ordinal);

    private static string[] Planted(IGrouping<string, GeneralityResult> group) =>
    [
        group.Key, $"{group.Count()}", Count(group, result => result.Defacing != "Good"),
        Count(group, result => double.IsFinite(result.GlobalChange)),
        Count(group, result => result.Measurement == "Doubtful"),
        Count(group, result => result.GlobalChange <= LargestGlobal),
    ];

    private static string[] Whole(IGrouping<string, GeneralityResult> group) =>
    [
        group.Key, $"{group.Count()}", .. ((string[])["Good", "Doubtful", "AlreadyDefaced", "HeadNotFound"])
            .Select(status => Count(group, result => result.Defacing == status)),
        Count(group, result => result.Check == "Face"),
        Number(group.Min(result => result.Score), "0.00"),
        Number(group.Min(result => result.Agreement), "0.00"),
    ];

    private static string[] Removed((string Group, string Removal) key, GeneralityResult[] results)
    {
        GeneralityResult[] measured = [.. results.Where(result => double.IsFinite(result.GlobalChange))];
        return
        [
            key.Group, key.Removal, $"{results.Length}", Count(results, result => result.FaceMoved < LargestMove),
            .. ((string[])["NoFace", "Uncertain", "Face"]).Select(
                status => Count(results, result => result.Check == status)),
            $"{measured.Length}", Count(measured, result => result.GlobalChange <= LargestGlobal),
            Count(measured, result => result.RegionChange <= LargestRegional),
            Number(Worst(measured, result => result.GlobalChange), "0.0"),
            Number(Worst(measured, result => result.RegionChange), "0.0"),
        ];
    }

    private static string[] Case(GeneralityResult result) =>
    [
        result.Head, result.Removal, result.Defacing, Number(result.Score, "0.00"), Number(result.Agreement, "0.00"),
        Number(result.Moved, "0.0"), Number(result.FaceMoved, "0.0"), result.Check,
        Number(result.Intracranial, "0"), Number(result.GlobalChange, "0.0"), Number(result.RegionChange, "0.0"),
        result.Region, result.Measurement, Number(result.BrainScore, "0.00"),
        Number(result.BrainAgreement, "0.00"),
    ];

    private static double Worst(GeneralityResult[] results, Func<GeneralityResult, double> of) =>
        results.Select(of).DefaultIfEmpty(double.NaN).Max();

    private static string Count(IEnumerable<GeneralityResult> results, Func<GeneralityResult, bool> which) =>
        $"{results.Count(which)}";

    private static string Number(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "-";
}
