using System.Text;
using RefacePS.Reports;

namespace RefacePS.Privacy.Reports;

/// <summary>The share of owners that are found within so many ranks (the cumulative match characteristic), a panel a
/// distance, a line a set, as inline SVG.</summary>
internal static class CmcCurves
{
    private const double Width = 960;
    private const double PanelWidth = 270;
    private const double PanelHeight = 170;
    private const double Left = 44;
    private const double Gap = 46;
    private const double Top = 24;
    private const double RowHeight = PanelHeight + 56;
    private const int Columns = 3;

    public static void Append(StringBuilder page, ReidentificationSummary summary)
    {
        var sets = summary.Probes.GroupBy(face => ReidentificationReport.NameOf(face.Variant, face.Model))
            .Select(set => (Name: set.Key, Faces: set.ToArray())).ToArray();
        var distances = Enum.GetValues<FaceDistance>();
        var height = Top + (distances.Length + Columns - 1) / Columns * RowHeight;
        page.Append("<section id=\"curves\">\n<h2>Figure 1. Owners found within so many ranks</h2>\n<figure>\n")
            .Append($"<svg class=\"plot\" role=\"img\" viewBox=\"0 0 {Html.Coordinate(Width)} "
                + $"{Html.Coordinate(height)}\" aria-labelledby=\"curves-title\">\n")
            .Append("<title id=\"curves-title\">Share of owners within a rank, by distance; Table 1 has the "
                + "figures</title>\n");
        for (var panel = 0; panel < distances.Length; panel++)
        {
            AppendPanel(page, distances[panel], summary, sets, Left + panel % Columns * (PanelWidth + Gap),
                Top + panel / Columns * RowHeight);
        }

        page.Append("</svg>\n<figcaption>")
            .AppendJoin(", ", sets.Select(
                (set, i) => $"<span style=\"color:var(--v{i % ReportStyle.Colours})\">■</span> "
                    + Html.Text(set.Name)))
            .Append("; solid grey: control; dashed: chance. Abscissa: rank; ordinate: owners within it, "
                + "%.</figcaption>\n</figure>\n</section>\n");
    }

    private static void AppendPanel(
        StringBuilder page, FaceDistance distance, ReidentificationSummary summary,
        (string Name, MateRanks[] Faces)[] sets, double x, double y)
    {
        var axis = new PlotAxis(1, summary.Gallery, 1, x, PanelWidth);
        page.Append($"<text x=\"{Html.Coordinate(x)}\" y=\"{Html.Coordinate(y - 8)}\">{distance}</text>\n");
        foreach (var share in (double[])[0, 0.5, 1])
        {
            page.Append(Line("grid", x, At(share), x + PanelWidth, At(share)))
                .Append($"<text class=\"name tick\" x=\"{Html.Coordinate(x - 18)}\" "
                    + $"y=\"{Html.Coordinate(At(share) + 4)}\">{Html.Shown(100 * share, "0")}</text>\n");
        }

        foreach (var rank in (int[])[1, summary.Gallery])
        {
            page.Append($"<text class=\"tick\" x=\"{Html.Coordinate(axis.At(rank))}\" "
                + $"y=\"{Html.Coordinate(y + PanelHeight + 16)}\">{rank}</text>\n");
        }

        page.Append(Line("threshold", axis.At(1), At(1.0 / summary.Gallery), axis.At(summary.Gallery), At(1)));
        AppendCurve(summary.ControlProbes, "var(--quiet)");
        for (var set = 0; set < sets.Length; set++)
        {
            AppendCurve(sets[set].Faces, $"var(--v{set % ReportStyle.Colours})");
        }

        double At(double share) => y + PanelHeight * (1 - share);

        double Share(IReadOnlyList<MateRanks> faces, int rank) =>
            faces.Count(face => face.Of(distance) <= rank) / (double)faces.Count;

        void AppendCurve(IReadOnlyList<MateRanks> faces, string colour)
        {
            if (faces.Count > 0)
            {
                var points = Enumerable.Range(1, summary.Gallery).Select(rank =>
                    $"{Html.Coordinate(axis.At(rank))},{Html.Coordinate(At(Share(faces, rank)))}");
                page.Append($"<polyline fill=\"none\" style=\"stroke:{colour}\" stroke-width=\"1.8\" "
                    + $"points=\"{string.Join(' ', points)}\"/>\n");
            }
        }
    }

    private static string Line(string style, double x1, double y1, double x2, double y2) =>
        $"<line class=\"{style}\" x1=\"{Html.Coordinate(x1)}\" y1=\"{Html.Coordinate(y1)}\" "
            + $"x2=\"{Html.Coordinate(x2)}\" y2=\"{Html.Coordinate(y2)}\"/>\n";
}
