using System.Text;
using RefacePS.Reports;

namespace RefacePS.Privacy.Reports;

/// <summary>Composes the page: how often owners are found, the ranks as curves, the average face, every face, what was
/// left out, how it was made.</summary>
internal static class ReidentificationReport
{
    public static string Compose(ReidentificationSummary summary, string command, DateTimeOffset written)
    {
        var page = ReportPage.Begin("How often a face finds its owner");
        AppendLead(page, summary);
        RiskTables.AppendRisks(page, summary);
        CmcCurves.Append(page, summary);
        RiskTables.AppendAverageFace(page, summary);
        RiskTables.AppendRanks(page, summary);
        RiskTables.AppendExclusions(page, summary);
        AppendMethod(page, summary, command, written);
        return ReportPage.End(page);
    }

    /// <summary>The name of a set: its variant, and the model that made it.</summary>
    public static string NameOf(string variant, string? model) => model is null ? variant : $"{variant} ({model})";

    private static void AppendLead(StringBuilder page, ReidentificationSummary summary)
    {
        page.Append("<section id=\"summary\">\n")
            .Append($"<p class=\"lead\">{Counted.Of(summary.Probes.Count, "face is", "faces are")} looked up among "
                + $"{Counted.Of(summary.Gallery, "person", "people")}. "
                + $"Guessing finds one in {summary.Gallery}.</p>\n")
            .Append("<p><strong>This is a simple attack by the shape of the face’s surface. It is no commercial face "
                + "recogniser, sees no skin and no photographs, and ")
            .Append("compares with scans, not with pictures of people. Where it finds owners, there is a risk; where "
                + "it finds none, another attack still may.</strong></p>\n");
        if (summary.Notices.Count > 0)
        {
            page.Append("<ul class=\"notices\">\n").AppendJoin(
                "", summary.Notices.Select(notice => $"<li>{Html.Text(notice.Message)}</li>\n")).Append("</ul>\n");
        }

        page.Append("</section>\n");
    }

    private static void AppendMethod(StringBuilder page, ReidentificationSummary summary, string command,
        DateTimeOffset written) => page
        .Append("<section id=\"method\">\n<h2>How it was made</h2>\n")
        .Append("<p>Every head, of the gallery too, is aligned rigidly and at its true size by skull and brain alone, "
            + "without the face, the ears and the neck. The surface of ")
        .Append("the face is seen through one window that is the same for all, from the front and from both sides. "
            + "Equal distances share the mean of their ranks. ")
        .Append("Control: copies of the gallery’s own scans, turned, shifted, resampled and with more noise. Average "
            + "face: that of the head atlas, carried to each head by the affine map of ")
        .Append("what defacing keeps. Intervals of mean ranks: 95 %, by a bootstrap over subjects. An owner counts as "
            + "found above chance where the share ranked first exceeds ")
        .Append("chance by more than a standard error, or the interval of the mean rank lies below chance; where "
            + "neither holds, and fewer than 90 % of the ")
        .Append("control’s owners are ranked first, the result is inconclusive.</p>\n<dl>\n")
        .Append($"<dt>Command</dt><dd><code>{Html.Text(command)}</code></dd>\n")
        .Append($"<dt>Software</dt><dd>{ReportPage.Software}</dd>\n")
        .Append($"<dt>Seed</dt><dd>{summary.Seed}</dd>\n")
        .Append($"<dt>Written</dt><dd>{ReportPage.Time(written)}</dd>\n</dl>\n</section>\n");
}
