using System.Text;
using RefacePS.Reports;

namespace RefacePS.Comparing.Reports;

/// <summary>The scans that took no part, counted by reason and listed.</summary>
internal static class ExclusionSection
{
    private const int MostRows = 1000;

    public static void Append(StringBuilder page, CohortComparison comparison)
    {
        page.Append("<section id=\"exclusions\">\n<h2>Left out</h2>\n");
        if (comparison.Exclusions.Count == 0)
        {
            page.Append("<p>Nothing: every measurement takes part, with a number in every region.</p>\n</section>\n");
            return;
        }

        var counts = comparison.Exclusions.CountBy(exclusion => exclusion.Reason)
            .OrderByDescending(count => count.Value);
        page.Append($"<p>{string.Join(", ", counts.Select(count => $"{count.Key}: {count.Value}"))}.")
            .Append(comparison.Exclusions.Count > MostRows
                ? $" The first {MostRows} of {comparison.Exclusions.Count} are listed; the summary object has all."
                : "")
            .Append("</p>\n<div class=\"wide\"><table>\n<thead><tr>")
            .AppendJoin("", ((string[])["Subject", "Session", "Variant", "Region", "Reason", "Detail"])
                .Select(Html.Heading)).Append("</tr></thead>\n<tbody>\n");
        foreach (var exclusion in comparison.Exclusions.Take(MostRows))
        {
            string?[] cells = [exclusion.Subject, exclusion.Session, exclusion.Variant, exclusion.Region ?? "all",
                exclusion.Reason.ToString(), exclusion.Detail];
            page.Append("<tr>").AppendJoin("", cells.Select(Html.TextCell)).Append("</tr>\n");
        }

        page.Append("</tbody>\n</table></div>\n</section>\n");
    }
}
