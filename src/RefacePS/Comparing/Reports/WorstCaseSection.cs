using System.Text;
using RefacePS.Reports;

namespace RefacePS.Comparing.Reports;

/// <summary>The scans that differ most, with pictures of the reference and its variants side by side.</summary>
internal static class WorstCaseSection
{
    public static void Append(StringBuilder page, CohortAnalysis analysis, CohortReportOptions options,
        CancellationToken cancellationToken)
    {
        var cases = WorstCase.Of(analysis, options.WorstCaseCount);
        if (cases.Count == 0)
        {
            return;
        }

        page.Append("<section id=\"worst\">\n<h2>Figure 2. Scans that differ most</h2>\n")
            .Append(options.ShowOriginalFace
                ? "<p><strong>This report shows faces that were not removed. It identifies people: treat it as you "
                    + "treat the scans.</strong></p>\n"
                : "<p class=\"quiet\">Faces that were not removed are not shown; sagittal slices and surfaces are of "
                    + "defaced and refaced scans alone.</p>\n");
        var pictures = new WorstCasePictures(
            analysis.Table, new(analysis.Table, options.ScanFolder), new(options.ShowOriginalFace), options.PanelSize,
            cancellationToken);
        for (var i = 0; i < cases.Count; i++)
        {
            options.Progress?.Report((double)i / cases.Count);
            AppendCase(page, analysis, cases[i].Pair, pictures);
        }

        page.Append("</section>\n");
    }

    private static void AppendCase(StringBuilder page, CohortAnalysis analysis, ScanPair pair,
        WorstCasePictures pictures)
    {
        var name = pair.Session is null ? pair.Subject : $"{pair.Subject}, {pair.Session}";
        page.Append($"<article class=\"case\">\n<h3>{Html.Text(name)}</h3>\n<p>{Differences(analysis, pair)}</p>\n");
        int[] rows = [pair.Reference, .. pair.Variants.OfType<int>()];
        var views = pictures.Draw(rows);
        string[] variants = [.. rows.Select(row => analysis.Table.Rows[row].Variant!)];
        if (views.Any(scan => scan.Any(view => view.Source is not null)))
        {
            AppendViews(page, views, name, variants);
        }
        else
        {
            var notes = views.Zip(variants, (scan, variant) => $"{variant}: {scan[0].Note}");
            page.Append($"<p class=\"quiet\">No pictures. {Html.Text(string.Join(" ", notes))}</p>\n");
        }

        page.Append("</article>\n");
    }

    private static void AppendViews(StringBuilder page, IReadOnlyList<IReadOnlyList<ScanView>> views, string name,
        string[] variants)
    {
        page.Append("<div class=\"views\">\n");
        for (var view = 0; view < views.Max(scan => scan.Count); view++)
        {
            page.Append("<div class=\"row\">\n");
            for (var i = 0; i < variants.Length; i++)
            {
                AppendView(page, views[i], view, name, variants[i]);
            }

            page.Append("</div>\n");
        }

        page.Append("</div>\n");
    }

    private static void AppendView(StringBuilder page, IReadOnlyList<ScanView> views, int index, string name,
        string variant)
    {
        // A scan without views of its own says so, or shows the picture that was handed over, once.
        var view = index < views.Count ? views[index] : ScanView.None(string.Empty);
        var what = views.Count > 1 ? WorstCasePictures.ViewNames[index] : "picture";
        page.Append("<figure>")
            .Append(view.Source is { } source
                ? $"<img alt=\"{Html.Text($"{name}, {variant}: {what}")}\" src=\"{source}\">"
                : $"<div class=\"blank\">{Html.Text(view.Note)}</div>")
            .Append($"<figcaption>{Html.Text(variant)}{(views.Count > 1 ? $", {what}" : "")}</figcaption></figure>\n");
    }

    private static string Differences(CohortAnalysis analysis, ScanPair pair)
    {
        return string.Join("<br>", analysis.Pairing.Variants
            .Select((variant, i) => (Name: variant, Row: pair.Variants[i]))
            .Where(variant => variant.Row is not null)
            .Select(variant => $"{Html.Text(variant.Name)}: "
                + string.Join(", ", analysis.Flags.Regions.Select(region => Difference(region, variant.Row!.Value)))));

        string Difference(TableColumn region, int row) => Html.Text(region.Name) + "&nbsp;"
            + Html.Percent(RegionPairs.DifferencePercent(region[pair.Reference], region[row])) + "&nbsp;%";
    }
}
