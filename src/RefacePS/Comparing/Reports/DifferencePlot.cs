using System.Text;
using RefacePS.Reports;

namespace RefacePS.Comparing.Reports;

/// <summary>Box plots of the paired differences in %, a line a region and variant, as inline SVG.</summary>
internal static class DifferencePlot
{
    private const double Width = 960;
    private const double LabelWidth = 170;
    private const double Margin = 24;
    private const double LineHeight = 15;
    private const double BoxHeight = 10;
    private const double RegionGap = 9;
    private const double Top = 8;
    private const double AxisHeight = 44;

    /// <summary>Up to so many pairs each is a point; of more, outliers alone are.</summary>
    private const int MostPoints = 60;

    /// <summary>Of outliers, so many of each side are drawn, the farthest.</summary>
    private const int MostOutliersPerSide = 30;

    /// <summary>A single wild value must not press all boxes to a line: the axis reaches so many times as far as
    /// whiskers do.</summary>
    private const double RoomBesideWhiskers = 1.6;

    public static void Append(StringBuilder page, CohortAnalysis analysis)
    {
        var comparison = analysis.Comparison;
        var lines = comparison.Rows.Select(row => new Line(row, analysis.DifferencesPercent(row)))
            .Where(line => line.Values.Length > 0).ToArray();
        if (lines.Length == 0)
        {
            return;
        }

        var variants = analysis.Pairing.Variants;
        var axis = Axis(lines, comparison.FlagThresholdPercent);
        var regions = lines.GroupBy(line => line.Row.Region).ToArray();
        var height = Top + regions.Sum(region => region.Count() * LineHeight + RegionGap) + AxisHeight;
        page.Append($"<section id=\"differences\">\n<h2>Figure 1. Paired differences from "
            + $"{Html.Text(comparison.ReferenceVariant)}</h2>\n<figure>\n")
            .Append($"<svg class=\"plot\" role=\"img\" viewBox=\"0 0 {Html.Coordinate(Width)} "
                + $"{Html.Coordinate(height)}\" aria-labelledby=\"plot-title plot-text\">\n")
            .Append($"<title id=\"plot-title\">Differences from {Html.Text(comparison.ReferenceVariant)} in %, by "
                + $"region</title>\n<desc id=\"plot-text\">{Html.Text(Describe(lines))}</desc>\n");
        AppendGrid(page, axis, height, comparison.FlagThresholdPercent);
        AppendRegions(page, axis, regions, variants);
        page.Append("</svg>\n<figcaption>").Append(Legend(variants)).Append(
            Caption(axis, lines, comparison.FlagThresholdPercent)).Append("</figcaption>\n</figure>\n</section>\n");
    }

    private static PlotAxis Axis(Line[] lines, double threshold)
    {
        var whiskers = Math.Max(lines.Max(line => line.Box.UpperWhisker), -lines.Min(line => line.Box.LowerWhisker));
        var reach = Math.Max(RoomBesideWhiskers * whiskers, 1e-3);
        var (low, high) = (lines.Min(line => line.Values.Min()), lines.Max(line => line.Values.Max()));

        // The threshold belongs into view where values come near it.
        var near = Math.Max(high, -low) > threshold / 2;
        return PlotAxis.Around(
            Math.Max(near ? Math.Min(low, -1.05 * threshold) : low, -Math.Max(reach, near ? 1.05 * threshold : 0)),
            Math.Min(near ? Math.Max(high, 1.05 * threshold) : high, Math.Max(reach, near ? 1.05 * threshold : 0)),
            LabelWidth, Width - LabelWidth - Margin);
    }

    private static void AppendGrid(StringBuilder page, PlotAxis axis, double height, double threshold)
    {
        var bottom = height - AxisHeight;
        foreach (var tick in axis.Ticks())
        {
            var x = Html.Coordinate(axis.At(tick));
            page.Append(Vertical(Math.Abs(tick) < axis.Step / 2 ? "zero" : "grid", axis.At(tick), bottom))
                .Append($"<text class=\"tick\" x=\"{x}\" "
                    + $"y=\"{Html.Coordinate(bottom + 16)}\">{Html.Shown(tick, axis.TickFormat)}</text>\n");
        }

        foreach (var limit in ((double[])[-threshold, threshold]).Where(axis.Shows))
        {
            page.Append(Vertical("threshold", axis.At(limit), bottom));
        }

        page.Append($"<text class=\"tick\" x=\"{Html.Coordinate(axis.Left + axis.Width / 2)}\" "
            + $"y=\"{Html.Coordinate(bottom + 36)}\">difference, % of the reference</text>\n");
    }

    private static string Vertical(string style, double x, double bottom) =>
        $"<line class=\"{style}\" x1=\"{Html.Coordinate(x)}\" x2=\"{Html.Coordinate(x)}\" "
            + $"y1=\"{Html.Coordinate(Top / 2)}\" y2=\"{Html.Coordinate(bottom)}\"/>\n";

    private static void AppendRegions(StringBuilder page, PlotAxis axis, IGrouping<string, Line>[] regions,
        string[] variants)
    {
        var y = Top;
        foreach (var region in regions)
        {
            page.Append($"<text class=\"name\" x=\"{Html.Coordinate(LabelWidth - 10)}\" "
                + $"y=\"{Html.Coordinate(y + region.Count() * LineHeight / 2 + 4)}\">{Html.Text(region.Key)}</text>\n");
            foreach (var line in region)
            {
                AppendLine(page, axis, line, y + LineHeight / 2, Array.IndexOf(variants, line.Row.Variant));
                y += LineHeight;
            }

            y += RegionGap;
        }
    }

    private static void AppendLine(StringBuilder page, PlotAxis axis, Line line, double y, int variant)
    {
        var (box, colour) = (line.Box, Colour(variant));
        var (top, bottom) = (Html.Coordinate(y - BoxHeight / 2), Html.Coordinate(y + BoxHeight / 2));
        var (left, right) = (axis.At(box.Summary.LowerQuartile), axis.At(box.Summary.UpperQuartile));
        var (median, middle) = (Html.Coordinate(axis.At(box.Summary.Median)), Html.Coordinate(y));
        page.Append($"<g style=\"stroke: {colour}; fill: {colour}\"><title>{Html.Text(Describe(line))}</title>\n")
            .Append($"<line x1=\"{Html.Coordinate(axis.At(box.LowerWhisker))}\" "
                + $"x2=\"{Html.Coordinate(axis.At(box.UpperWhisker))}\" y1=\"{middle}\" y2=\"{middle}\"/>")
            .Append($"<rect x=\"{Html.Coordinate(left)}\" y=\"{top}\" "
                + $"width=\"{Html.Coordinate(Math.Max(right - left, 1.5))}\" height=\"{Html.Coordinate(BoxHeight)}\"/>")
            .Append($"<line class=\"median\" x1=\"{median}\" x2=\"{median}\" y1=\"{top}\" y2=\"{bottom}\"/>\n");
        foreach (var (value, offset) in Points(line))
        {
            page.Append(Point(axis, value, y + offset));
        }

        page.Append("</g>\n");
    }

    /// <summary>A dot; beyond the axis a triangle at its end.</summary>
    private static string Point(PlotAxis axis, double value, double y)
    {
        var (x, side) = (axis.At(value), Math.Sign(value));
        return axis.Shows(value)
            ? $"<circle cx=\"{Html.Coordinate(x)}\" cy=\"{Html.Coordinate(y)}\" r=\"1.6\" stroke=\"none\" "
                + $"fill-opacity=\"0.85\"/>"
            : $"<path d=\"M{Html.Coordinate(x + 6 * side)} {Html.Coordinate(y)}l{Html.Coordinate(-6 * side)} -4v8z\" "
                + $"stroke=\"none\"/>";
    }

    private static IEnumerable<(double Value, double Offset)> Points(Line line)
    {
        var outliers = line.Box.Outliers;
        var drawn = line.Values.Length <= MostPoints ? line.Values
            : outliers.Count <= 2 * MostOutliersPerSide ? outliers
            : [.. outliers.Take(MostOutliersPerSide), .. outliers.TakeLast(MostOutliersPerSide)];

        // Spread over the height of the box by the place in the list: even, and the same every time.
        return drawn.Select((value, i) => (value, BoxHeight * 0.8 * (i * 0.618034 % 1 - 0.5)));
    }

    private static string Colour(int variant) => $"var(--v{variant % ReportStyle.Colours})";

    private static string Legend(string[] variants) => string.Concat(variants.Select((variant, i) =>
        $"<svg width=\"14\" height=\"10\" aria-hidden=\"true\"><rect width=\"14\" height=\"10\" style=\"fill: "
            + $"{Colour(i)}\"/></svg> {Html.Text(variant)}&ensp; ")) + "<br>";

    private static string Caption(PlotAxis axis, Line[] lines, double threshold)
    {
        var beyond = lines.Sum(line => line.Values.Count(value => !axis.Shows(value)));
        return $"Boxes: quartiles and median; whiskers: to the last value within 1.5 interquartile ranges; points: "
            + (lines.Any(line => line.Values.Length > MostPoints)
                ? $"values beyond (at most {MostOutliersPerSide} a side)" : "every pair")
            + $". Dashed: ±{Html.Number(threshold, "0.##")} %." + (
                beyond > 0 ? $" Triangles: {Counted.Of(beyond, "value")} beyond the axis." : "");
    }

    private static string Describe(Line[] lines) => string.Join(" ", lines.Select(Describe));

    private static string Describe(Line line) =>
        $"{line.Row.Region}, {line.Row.Variant}: median {Html.Shown(line.Box.Summary.Median, "0.00")} %, quartiles "
            + $"{Html.Shown(line.Box.Summary.LowerQuartile, "0.00")} to "
            + $"{Html.Shown(line.Box.Summary.UpperQuartile, "0.00")} %, {Counted.Of(line.Values.Length, "pair")}.";

    private sealed record Line(RegionComparison Row, double[] Values)
    {
        public BoxFigures Box { get; } = Values.Length == 0 ? null! : BoxFigures.Of(Values);
    }
}
