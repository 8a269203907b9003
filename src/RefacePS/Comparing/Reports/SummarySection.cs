using System.Text;
using RefacePS.Reports;

namespace RefacePS.Comparing.Reports;

/// <summary>The results in one table, and what to know before trusting them.</summary>
internal static class SummarySection
{
    public static void Append(StringBuilder page, CohortComparison comparison)
    {
        page.Append("<section id=\"summary\">\n")
            .Append($"<p class=\"lead\">{Counted.Of(comparison.Measurements, "measurement")}; "
                + $"{Counted.Of(comparison.Subjects, "subject is", "subjects are")} "
                + $"compared in {Counted.Of(comparison.Regions.Count, "region")}.")
            .Append(comparison.Exclusions.Count == 0 ? " Nothing was left out.</p>\n"
                : $" <a href=\"#exclusions\">Left out: {comparison.Exclusions.Count}</a>.</p>\n");
        AppendTable(page, comparison);
        if (comparison.Notices.Count > 0)
        {
            page.Append("<ul class=\"notices\">\n").AppendJoin(
                "", comparison.Notices.Select(notice => $"<li>{Html.Text(notice.Message)}</li>\n")).Append("</ul>\n");
        }

        page.Append("</section>\n");
    }

    private static void AppendTable(StringBuilder page, CohortComparison comparison)
    {
        var alpha = Html.Number(comparison.Alpha, "0.####");
        page.Append($"<div class=\"wide\"><table>\n<caption>Regions that differ from "
            + $"{Html.Text(comparison.ReferenceVariant)} at p &lt; {alpha}, and scans flagged: those in which "
            + $"{Html.Text(FlagRegions(comparison))} differs by more than "
            + $"{Html.Number(comparison.FlagThresholdPercent, "0.##")} %</caption>\n<thead><tr>")
            .AppendJoin("", ((string[])["Compared", "Variant"]).Select(Html.Heading))
            .AppendJoin("",
                ((string[])["Pairs", "Regions tested", "Differ, Holm", "Differ, BH", "Differ, not adjusted",
                    "Scans flagged", "Scans flagged, %"]).Select(Html.NumberHeading))
            .Append("</tr></thead>\n<tbody>\n");
        foreach (var variant in comparison.Variants.Where(variant => variant.Pairs > 0))
        {
            int[] counts = [variant.Pairs, variant.Regions, variant.SignificantHolm, variant.SignificantBh,
                variant.Significant, variant.Flagged];
            page.Append($"<tr>{Html.TextCell(variant.Subset)}<th scope=\"row\">{Html.Text(variant.Variant)}</th>")
                .AppendJoin("", counts.Select(count => Html.Cell(Html.Number(count, "0"))))
                .Append(Html.Cell(Html.Number(variant.FlaggedPercent, "0.00"))).Append("</tr>\n");
        }

        page.Append("</tbody>\n</table></div>\n");
    }

    private static string FlagRegions(CohortComparison comparison) => comparison.FlagRegions .Count switch
    {
        0 => "no region",
        1 => comparison.FlagRegions[0],
        var count => $"{string.Join(", ", comparison.FlagRegions.Take(count - 1))} or "
            + $"{comparison.FlagRegions[count - 1]}",
    };
}
