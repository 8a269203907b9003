using System.Text;
using RefacePS.Reports;

namespace RefacePS.Privacy.Reports;

/// <summary>The tables of the report.</summary>
internal static class RiskTables
{
    private const int MostRows = 1000;

    public static void AppendRisks(StringBuilder page, ReidentificationSummary summary)
    {
        Begin(page, "risks", "Table 1. How often owners are found, beside chance",
            ["Faces", "Ranked by"], ["N", "First, %", "Chance, %", "First five, %", "Chance, %", "Mean rank", "Low",
                "High", "Chance", "Control first, %"], "Verdict");
        foreach (var row in summary.Control.Concat(summary.AverageFaceRows).Concat(summary.Rows)
            .Concat(summary.PredictedFaceRows))
        {
            string[] numbers =
            [
                Html.Number(row.Probes, "0"), Percent(row.Top1), Percent(row.ChanceTop1), Percent(row.Top5),
                Percent(row.ChanceTop5),
                Html.Number(row.MeanRank, "0.0"), Html.Number(row.MeanRankLow, "0.0"),
                Html.Number(row.MeanRankHigh, "0.0"),
                Html.Number(row.ChanceMeanRank, "0.0"), Percent(row.ControlTop1),
            ];
            page.Append(row.Verdict == RiskVerdict.AtChance ? "<tr>" : "<tr class=\"differs\">")
                .Append(Html.TextCell(ReidentificationReport.NameOf(row.Variant, row.Model)))
                .Append(Html.TextCell(row.Distance.ToString()))
                .AppendJoin("", numbers.Select(Html.Cell)).Append(Html.TextCell(row.Verdict.ToString()))
                .Append("</tr>\n");
        }

        End(page);
    }

    public static void AppendAverageFace(StringBuilder page, ReidentificationSummary summary)
    {
        Begin(page, "average", "Table 2. Distance to the true face, beside that of the average face",
            ["Faces", "Distance"],
            ["N", "Median, mm", "Average face, mm", "Difference, mm", "Nearer than the average face", "p", "Effect"]);
        foreach (var test in summary.AverageFaceTests)
        {
            string[] numbers =
            [
                Html.Number(test.N, "0"), Html.Number(test.MedianDistance, "0.00"),
                Html.Number(test.MedianAverageDistance, "0.00"),
                Html.Number(test.MedianDifference, "+0.00;-0.00;0.00"), Html.Number(test.NearerThanAverage, "0"),
                Html.PValue(test.PValue),
                Html.Number(test.EffectSize, "+0.00;-0.00;0.00"),
            ];
            page.Append("<tr>").Append(Html.TextCell(ReidentificationReport.NameOf(test.Variant, test.Model)))
                .Append(Html.TextCell(test.Distance.ToString()))
                .AppendJoin("", numbers.Select(Html.Cell)).Append("</tr>\n");
        }

        End(page);
    }

    public static void AppendRanks(StringBuilder page, ReidentificationSummary summary)
    {
        var distances = Enum.GetValues<FaceDistance>();
        Begin(page, "ranks",
            $"Table 3. Rank of the owner of every face, 1 to {summary.Gallery}{First(summary.Probes.Count)}",
            ["Subject", "Session", "Faces"], Array.ConvertAll(distances, distance => distance.ToString()));
        foreach (var face in summary.Probes.Take(MostRows))
        {
            page.Append("<tr>")
                .AppendJoin("",
                    ((string?[])[face.Subject, face.Session, ReidentificationReport.NameOf(face.Variant, face.Model)])
                        .Select(Html.TextCell))
                .AppendJoin("", distances.Select(distance => Html.Cell(Html.Number(face.Of(distance), "0.#"))))
                .Append("</tr>\n");
        }

        End(page);
    }

    public static void AppendExclusions(StringBuilder page, ReidentificationSummary summary)
    {
        if (summary.Exclusions.Count == 0)
        {
            page.Append("<section id=\"exclusions\">\n<h2>Left out</h2>\n<p>Nothing.</p>\n</section>\n");
            return;
        }

        Begin(page, "exclusions", $"Left out: {summary.Exclusions.Count}{First(summary.Exclusions.Count)}",
            ["Subject", "Session", "Faces", "Reason", "Detail"], []);
        foreach (var left in summary.Exclusions.Take(MostRows))
        {
            page.Append("<tr>")
                .AppendJoin("",
                    ((string?[])[left.Subject, left.Session, left.Variant, left.Reason.ToString(), left.Detail])
                        .Select(Html.TextCell)).Append("</tr>\n");
        }

        End(page);
    }

    private static string First(int count) => count > MostRows ? $" (the first {MostRows}; the summary object has all)"
        : string.Empty;

    private static string Percent(double share) => Html.Number(100 * share, "0.0");

    private static void Begin(StringBuilder page, string id, string title, string[] texts, string[] numbers,
        params string[] last) => page
        .Append($"<section id=\"{id}\">\n<h2>{Html.Text(title)}</h2>\n<div class=\"wide\"><table>\n<thead><tr>")
        .AppendJoin("", texts.Select(Html.Heading)).AppendJoin("", numbers.Select(Html.NumberHeading))
        .AppendJoin("", last.Select(Html.Heading))
        .Append("</tr></thead>\n<tbody>\n");

    private static void End(StringBuilder page) => page.Append("</tbody>\n</table></div>\n</section>\n");
}
