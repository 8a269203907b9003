using System.Text;
using RefacePS.Reports;

namespace RefacePS.Comparing.Reports;

/// <summary>The scans that are flagged, and the tests on those that each variant flags.</summary>
internal static class FlaggedSection
{
    private const int MostScans = 200;

    public static void Append(StringBuilder page, CohortComparison comparison)
    {
        foreach (var (subset, index) in comparison.FlaggedRows.GroupBy(row => row.Subset)
            .Select((subset, index) => (subset, index)))
        {
            var pairs = comparison.Variants.Where(variant => variant.Subset == subset.Key)
                .Max(variant => variant.Pairs);
            if (pairs >= RegionTests.LeastPairs)
            {
                RegionTable.Append(page, [.. subset], comparison, $"flagged-{index}",
                    $"Table {index + 2}. {subset.Key}: {Counted.Of(pairs, "pair")}");
            }
        }

        page.Append("<section id=\"flagged\">\n<h2>Flagged scans</h2>\n");
        if (comparison.Flagged.Count == 0)
        {
            page.Append("<p>None.</p>\n</section>\n");
            return;
        }

        page.Append("<div class=\"wide\"><table>\n<caption>The region that differs most, the largest difference of a "
            + "variant first")
            .Append(comparison.Flagged.Count > MostScans ? $"; {MostScans} of {comparison.Flagged.Count}" : "")
            .Append("</caption>\n<thead><tr>")
            .AppendJoin("", ((string[])["Subject", "Session", "Variant", "Region"]).Select(Html.Heading))
            .Append(Html.NumberHeading("Difference, %")).Append("</tr></thead>\n<tbody>\n");
        foreach (var scan in comparison.Flagged.Take(MostScans))
        {
            string?[] texts = [scan.Subject, scan.Session, scan.Variant, scan.Region];
            page.Append("<tr>").AppendJoin("", texts.Select(Html.TextCell))
                .Append(Html.Cell(Html.Percent(scan.DifferencePercent))).Append("</tr>\n");
        }

        page.Append("</tbody>\n</table></div>\n</section>\n");
    }
}
