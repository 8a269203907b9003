using System.Text;
using RefacePS.Reports;

namespace RefacePS.Comparing.Reports;

/// <summary>Rows of a comparison as a table, the variants of a region one below the other.</summary>
internal static class RegionTable
{
    private static readonly string[] NumberHeadings =
    [
        "<abbr title=\"pairs in which both have a number\">N</abbr>", "Median of reference", "Median of variant",
        "Difference, %<br>mean ± SD",
        "Difference, %<br>median [quartiles]", "<abbr title=\"Wilcoxon's statistic\">W</abbr>", "p", "p, Holm",
        "<abbr title=\"Benjamini and Hochberg\">p, BH</abbr>",
        "<abbr title=\"matched-pairs rank-biserial correlation\">Effect</abbr>",
        "<abbr title=\"intraclass correlation (2,1)\">ICC</abbr>",
    ];

    public static void Append(StringBuilder page, IReadOnlyList<RegionComparison> rows, CohortComparison comparison,
        string id, string caption)
    {
        page.Append($"<section id=\"{id}\">\n<h2>{Html.Text(caption)}</h2>\n<div class=\"wide\"><table "
            + $"class=\"regions\">\n")
            .Append($"<caption>Medians are in the unit of the measurements (mL for Measure-BrainVolume). Bold, with an "
                + $"asterisk: p, Holm &lt; {Html.Number(comparison.Alpha, "0.####")}.</caption>\n<thead><tr>")
            .AppendJoin("", ((string[])["Region", "Variant"]).Select(Html.Heading))
            .AppendJoin("", NumberHeadings.Select(Html.NumberHeading))
            .Append("</tr></thead>\n");
        foreach (var region in rows.GroupBy(row => row.Region))
        {
            AppendRegion(page, region.Key, [.. region], comparison.Alpha);
        }

        page.Append("</table></div>\n</section>\n");
    }

    private static void AppendRegion(StringBuilder page, string region, RegionComparison[] rows, double alpha)
    {
        page.Append("<tbody>\n");
        for (var i = 0; i < rows.Length; i++)
        {
            var significant = rows[i].HolmPValue < alpha;
            page.Append(significant ? "<tr class=\"differs\">" : "<tr>")
                .Append(i == 0 ? $"<th scope=\"rowgroup\" rowspan=\"{rows.Length}\">{Html.Text(region)}</th>" : "")
                .Append($"<td>{Html.Text(rows[i].Variant)}{(significant ? " *" : "")}</td>")
                .AppendJoin("", Numbers(rows[i]).Select(Html.Cell)).Append("</tr>\n");
        }

        page.Append("</tbody>\n");
    }

    private static string[] Numbers(RegionComparison row) =>
    [
        Html.Number(row.N, "0"), Html.Number(row.ReferenceMedian, "0.00"), Html.Number(row.Median, "0.00"),
        $"{Html.Percent(row.MeanDifferencePercent)} ± {Html.Number(row.SdDifferencePercent, "0.00")}",
        $"{Html.Percent(row.MedianDifferencePercent)} [{Html.Percent(row.LowerQuartilePercent)}, "
            + $"{Html.Percent(row.UpperQuartilePercent)}]",
        Html.Number(row.Statistic, "0.#"), Html.PValue(row.PValue), Html.PValue(row.HolmPValue),
        Html.PValue(row.BhPValue),
        Html.Number(row.EffectSize, "+0.00;-0.00;0.00"), Html.Number(row.Icc, "0.000"),
    ];
}
