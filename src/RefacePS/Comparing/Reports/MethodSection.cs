using System.Text;
using RefacePS.Reports;

namespace RefacePS.Comparing.Reports;

/// <summary>The origin of the figures: tests, versions, models, the command.</summary>
internal static class MethodSection
{
    public static void Append(StringBuilder page, CohortAnalysis analysis, CohortReportOptions options)
    {
        var methods = analysis.Comparison.Rows.CountBy(row => row.Method)
            .Where(count => count.Key != WilcoxonMethod.Automatic)
            .Select(count => $"{count.Value} {count.Key.ToString().ToLowerInvariant()}");
        page.Append("<section id=\"method\">\n<h2>How it was made</h2>\n")
            .Append("<p>Pairs are formed by subject and session. Each region is tested with the two-sided Wilcoxon "
                + "signed-rank test; pairs that are equal are left out of it. ")
            .Append("p values: ").AppendJoin(", ", methods)
            .Append(analysis.Test.ContinuityCorrection ? ", approximate ones with continuity correction. "
                : ", approximate ones without continuity correction. ")
            .Append("Holm’s and Benjamini and Hochberg’s adjustments are over the regions of a variant. Effect: "
                + "matched-pairs rank-biserial correlation, positive where the variant is larger. ")
            .Append("ICC: two-way random effects, absolute agreement, single measurement (2,1). Differences are in % "
                + "of the reference.</p>\n<dl>\n");
        foreach (var (term, text) in Facts(analysis, options))
        {
            page.Append($"<dt>{term}</dt><dd>{text}</dd>\n");
        }

        page.Append("</dl>\n</section>\n");
    }

    private static IEnumerable<(string Term, string Text)> Facts(CohortAnalysis analysis, CohortReportOptions options)
    {
        yield return ("Command", $"<code>{Html.Text(options.Command)}</code>");
        yield return ("Software", ReportPage.Software);
        yield return ("Models", analysis.Table.Models.Count == 0 ? "none named by the measurements"
            : Html.Text(string.Join(", ", analysis.Table.Models)));
        yield return ("Regions", Html.Text(string.Join(", ", analysis.Comparison.Regions)));
        yield return ("Written", ReportPage.Time(options.Written));
    }
}
