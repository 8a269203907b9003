using System.Text;

namespace RefacePS.Comparing.Reports;

/// <summary>Composes the page: what came out, the table, the plot, the scans that differ most, what was left out, how it was made.</summary>
internal static class CohortReport
{
    /// <summary>Nothing is fetched, whatever a name in the data may contain: pictures are in the page itself, and no script runs.</summary>
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    public static string Compose(CohortAnalysis analysis, CohortReportOptions options, CancellationToken cancellationToken)
    {
        var comparison = analysis.Comparison;
        var title = $"{string.Join(", ", analysis.Pairing.Variants)} against {comparison.ReferenceVariant}";
        var page = new StringBuilder()
            .Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Append($"<title>{Html.Text(title)}</title>\n<style>\n{ReportStyle.Sheet}</style>\n</head>\n<body>\n<main>\n")
            .Append($"<h1>{Html.Text(title)}</h1>\n");
        SummarySection.Append(page, comparison);
        RegionTable.Append(page, comparison.Rows, comparison, "regions", $"Table 1. Regions of all {analysis.Pairing.Pairs.Count} pairs");
        DifferencePlot.Append(page, analysis);
        WorstCaseSection.Append(page, analysis, options, cancellationToken);
        FlaggedSection.Append(page, comparison);
        ExclusionSection.Append(page, comparison);
        MethodSection.Append(page, analysis, options);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }
}
