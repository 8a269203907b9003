using System.Globalization;
using static RefacePS.Bench.MorphometryAccuracy.MorphometryReport;

namespace RefacePS.Bench.Generality;

/// <summary>The tables of a run in Markdown.</summary>
internal static class GeneralityReport
{
    /// <summary>Changes (%) of whole and of regional volumes that nobody should see.</summary>
    private const double LargestGlobal = 1, LargestRegional = 3;

    /// <summary>A bias (%) of the intracranial volume that nobody should see.</summary>
    private const double LargestBias = 3;

    /// <summary>Brain (mL) that may be removed by a map that is right: what lies on its border.</summary>
    private const double MostBrain = 1;

    /// <summary>The steps in which the agreement of the face is counted.</summary>
    private const double LeastAgreement = 0.35, AgreementStep = 0.05;

    private const int AgreementSteps = 12;

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
            results.Where(IsPlanted).GroupBy(result => result.Removal).Select(Planted))
        + Truths(results)
        + "\nHow likely a map is right, by how much the face agrees with the one expected there (as many right "
        + "maps as\nwrong ones), and what a limit there would cost:\n\n" + Calibration(results);

    /// <summary>Every form of every scan. Heads that are made are told by their seed, and their tables sum them up.
    /// </summary>
    public static string FormatCases(IReadOnlyList<GeneralityResult> results) => MarkdownTable.Format(
        ["head", "face", "defacing", "score", "agreement", "cavity moved, mm", "face moved, mm", "check",
            "intracranial, mL", "whole, %", "region, %", "which", "measurement", "score", "agreement of the brain"],
        results.Where(result => !result.Group.StartsWith(MadeHead.Group, StringComparison.Ordinal)).Select(Case));

    /// <summary>Right and wrong maps by the agreement of the face, and the two errors that a limit makes. A map by
    /// which brain is removed is not right, though nobody meant it to be wrong.</summary>
    private static string Calibration(IReadOnlyList<GeneralityResult> results)
    {
        double[] right = [.. results.Where(result => result.Removal == GeneralityResult.Whole && IsFound(result)
            && !(result.BrainRemoved > MostBrain)).Select(result => result.Agreement)];
        double[] wrong = [.. results.Where(result => IsPlanted(result) && IsFound(result))
            .Select(result => result.Agreement)];
        return MarkdownTable.Format(
            ["agreement", "right maps", "wrong maps", "probability that it is right", "right ones below: false alarms",
                "wrong ones above: missed"],
            Enumerable.Range(0, AgreementSteps).Select(step => Bin(right, wrong, step)));
    }

    private static string[] Bin(double[] right, double[] wrong, int step)
    {
        var (from, to) = (LeastAgreement + AgreementStep * step, LeastAgreement + AgreementStep * (step + 1));
        var (first, last) = (step == 0, step == AgreementSteps - 1);
        var (likely, unlikely) = (right.Count(IsIn), wrong.Count(IsIn));
        // Both kinds count as often, however many there were of each.
        var (share, other) = (
            likely / (double)Math.Max(1, right.Length), unlikely / (double)Math.Max(1, wrong.Length));
        return
        [
            first ? $"below {Number(to, "0.00")}" : last ? $"{Number(from, "0.00")} and more"
                : $"{Number(from, "0.00")} to {Number(to, "0.00")}",
            $"{likely}", $"{unlikely}", Number(share / (share + other), "0.00"),
            first ? "-" : Percent(right.Count(value => value < from), right.Length),
            first ? "-" : Percent(wrong.Count(value => value >= from), wrong.Length),
        ];

        bool IsIn(double value) => (first || value >= from) && (last || value < to);
    }

    private static bool IsFound(GeneralityResult result) => result.Defacing != "HeadNotFound";

    private static string Percent(int count, int of) =>
        of == 0 ? "-" : Number(100.0 * count / of, "0.0") + " %";

    private static string Truths(IReadOnlyList<GeneralityResult> results)
    {
        GeneralityResult[] known = [.. results.Where(result => double.IsFinite(result.TrueIntracranial))];
        return known.Length == 0 ? "" : "\nHeads of which the truth is known:\n\n" + MarkdownTable.Format(
            ["heads", "count", "brain removed from", "at most, mL", "measured", "intracranial volume, median bias",
                "bias, 5 % to 95 %", "bias over 3 %", "Dice, median", "Dice, lowest"],
            known.GroupBy(result => result.Group).Select(Truth));
    }

    private static string[] Truth(IGrouping<string, GeneralityResult> group)
    {
        GeneralityResult[] measured = [.. group.Where(result => double.IsFinite(result.CavityDice))];
        double[] bias =
            [.. measured.Select(result => 100 * (result.Intracranial / result.TrueIntracranial - 1)).Order()];
        double[] dice = [.. measured.Select(result => result.CavityDice).Order()];
        return
        [
            group.Key, $"{group.Count()}", Count(group, result => result.BrainRemoved > 0),
            Number(group.Max(result => result.BrainRemoved), "0.0"), $"{measured.Length}",
            MarkdownTable.Signed(Quantile(bias, 0.5)) + " %",
            $"{MarkdownTable.Signed(Quantile(bias, 0.05))} to {MarkdownTable.Signed(Quantile(bias, 0.95))} %",
            $"{bias.Count(value => Math.Abs(value) > LargestBias)}",
            Number(Quantile(dice, 0.5), "0.000"), Number(Quantile(dice, 0), "0.000"),
        ];
    }

    private static bool IsPlanted(GeneralityResult result) =>
        result.Removal.StartsWith("map", StringComparison.Ordinal);

    private static string[] Planted(IGrouping<string, GeneralityResult> group) =>
    [
        group.Key, $"{group.Count()}", Count(group, result => result.Defacing == "Doubtful"),
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
