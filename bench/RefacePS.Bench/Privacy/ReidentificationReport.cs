using System.Text.RegularExpressions;

namespace RefacePS.Bench.Privacy;

/// <summary>An attack as tables in Markdown: a summary in which the faces of all seeds stand together, and every
/// case.</summary>
internal static partial class ReidentificationReport
{
    /// <summary>Findings of the attacks beside that on the surfaces of the scans themselves, and its control.</summary>
    /// <param name="summary">With the faces that were predicted.</param>
    /// <param name="recognised">What the recogniser found.</param>
    public static (string Summary, string Cases) FormatOthers(
        ReidentificationSummary summary, IEnumerable<RankedSet> recognised)
    {
        RankedSet[] rows = [
            .. summary.Control.Concat(summary.PredictedFaceRows).Select(RankedSet.Of), .. recognised];
        return (Overview(rows) + FormattableString.Invariant($"\n{summary.Gallery} people in the gallery.\n"),
            Ranks(rows));
    }

    /// <summary>The tables of the attack on surfaces.</summary>
    public static (string Summary, string Cases) Format(ReidentificationSummary summary)
    {
        RankedSet[] rows = [
            .. summary.Control.Concat(summary.AverageFaceRows).Concat(summary.Rows).Select(RankedSet.Of)];
        return (
            Overview(rows) + "\n"
            + MarkdownTable.Format(
                ["faces", "distance", "to the true face, less that of the average face, median",
                    "nearer than the average face"],
                summary.AverageFaceTests.GroupBy(test => (Name(test.Variant, test.Model), test.Distance)).Select(
                    tests => new[] { tests.Key.Item1, $"{tests.Key.Distance}", Span(tests), Nearer(tests) }))
            + FormattableString.Invariant($"\n{summary.Gallery} people in the gallery; ")
            + (summary.Exclusions.Count == 0 ? "nothing was left out.\n"
                : "left out: " + string.Join(
                    "; ", summary.Exclusions.Select(left => $"{left.Subject} {left.Variant} ({left.Reason})")) + ".\n"),
            Ranks(rows) + "\n"
            + MarkdownTable.Format(
                ["faces", "distance", "to the true face, median", "average face to the true face, median",
                    "difference, median", "nearer than the average face", "p", "effect"],
                summary.AverageFaceTests.Select(Row)));
    }

    /// <summary>A row for the faces of all seeds, a column for each way to compare: owners that were found first, and
    /// their mean rank.</summary>
    private static string Overview(IReadOnlyCollection<RankedSet> rows)
    {
        string[] ways = [.. rows.Select(row => row.RankedBy).Distinct()];
        return MarkdownTable.Format(
            ["faces", .. ways, "guessing", "above chance"],
            rows.GroupBy(row => Name(row.Variant, row.Model)).Select(set => (IReadOnlyList<string>)
            [
                set.Key, .. ways.Select(way => Found([.. set.Where(row => row.RankedBy == way)])), Guessing(set),
                $"{set.Count(row => row.Verdict == RiskVerdict.AboveChance)} of {set.Count()}",
            ]));

        string Found(RankedSet[] seeds) => seeds.Length == 0 ? ""
            : Text($"{seeds.Sum(row => Math.Round(row.Figures.Top1 * row.Figures.Probes)):0} of ")
                + Text($"{seeds.Sum(row => row.Figures.Probes)}, {Mean(seeds):0.0}");

        static double Mean(RankedSet[] seeds) => seeds.Sum(row => row.Figures.MeanRank * row.Figures.Probes)
            / seeds.Sum(row => row.Figures.Probes);

        string Guessing(IEnumerable<RankedSet> set)
        {
            var first = set.GroupBy(row => row.RankedBy).First();
            var (probes, gallery) = (first.Sum(row => row.Figures.Probes), first.First().Figures.Gallery);
            return Text($"{probes / (double)gallery:0.#} of {probes}, {(gallery + 1) / 2.0:0.0}");
        }
    }

    private static string Span(IEnumerable<AverageFaceTest> seeds)
    {
        var (least, most) = (seeds.Min(test => test.MedianDifference), seeds.Max(test => test.MedianDifference));
        return Text($"{least:+0.00;-0.00;0.00}")
            + (seeds.Count() > 1 ? Text($" to {most:+0.00;-0.00;0.00} mm") : " mm");
    }

    private static string Nearer(IEnumerable<AverageFaceTest> seeds) =>
        $"{seeds.Sum(test => test.NearerThanAverage)} of {seeds.Sum(test => test.N)}";

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
            Labelled(row.Variant, row.Model), row.RankedBy, Text($"{figures.Top1:P1}"),
            Text($"{chance:P1} ({error:P1})"), Text($"{figures.Top5:P1}"), Text($"{Math.Min(1, 5 * chance):P1}"),
            Text($"{figures.MeanRank:0.0} ({figures.Low:0.0} to {figures.High:0.0})"),
            Text($"{(figures.Gallery + 1) / 2.0:0.0}"), $"{row.Verdict}",
        ];
    }

    private static string[] Row(AverageFaceTest row) =>
    [
        Labelled(row.Variant, row.Model), $"{row.Distance}", Text($"{row.MedianDistance:0.00} mm"),
        Text($"{row.MedianAverageDistance:0.00} mm"),
        Text($"{row.MedianDifference:+0.00;-0.00;0.00} mm"), $"{row.NearerThanAverage} of {row.N}", row.PValue < 0.0001
        ? "< 0.0001" : Text($"{row.PValue:0.0000}"), Text($"{row.EffectSize:+0.00;-0.00;0.00}"),
    ];

    /// <summary>The name of a set without the seed of its faces.</summary>
    private static string Name(string variant, string? model) => Labelled(Seed.Replace(variant, ""), model);

    private static string Labelled(string variant, string? model) => model is null ? variant : $"{variant} ({model})";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex(", seed [0-9]+")]
    private static partial Regex Seed { get; }
}
