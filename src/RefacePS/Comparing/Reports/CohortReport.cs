using RefacePS.Reports;

namespace RefacePS.Comparing.Reports;

/// <summary>Composes the page: what came out, the table, the plot, the scans that differ most, what was left out, how
/// it was made.</summary>
internal static class CohortReport
{
    public static string Compose(
        CohortAnalysis analysis, CohortReportOptions options, CancellationToken cancellationToken)
    {
        var comparison = analysis.Comparison;
        var title = $"{string.Join(", ", analysis.Pairing.Variants)} against {comparison.ReferenceVariant}";
        var page = ReportPage.Begin(title);
        SummarySection.Append(page, comparison);
        RegionTable.Append(page, comparison.Rows, comparison, "regions",
            $"Table 1. Regions of all {analysis.Pairing.Pairs.Count} pairs");
        DifferencePlot.Append(page, analysis);
        WorstCaseSection.Append(page, analysis, options, cancellationToken);
        FlaggedSection.Append(page, comparison);
        ExclusionSection.Append(page, comparison);
        MethodSection.Append(page, analysis, options);
        return ReportPage.End(page);
    }
}
