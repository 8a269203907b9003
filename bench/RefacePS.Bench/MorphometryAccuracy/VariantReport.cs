using System.Globalization;
using RefacePS.Morphometry;

namespace RefacePS.Bench.MorphometryAccuracy;

/// <summary>The table of the guises in Markdown.</summary>
internal static class VariantReport
{
    public static string Format(VariantComparison comparison)
    {
        var guises = comparison.Differences.Select(row => row.Guise).Distinct().ToArray();
        var count = comparison.Differences.Count / Math.Max(1, guises.Length) / Enum.GetValues<BrainRegion>().Length;
        var rows = Enum.GetValues<BrainRegion>().Select(region => new[] { region.ToString() }
            .Concat(guises.Select(
                guise => Cell(comparison.Differences.Where(row => row.Guise == guise && row.Region == region)
                    .Select(row => Math.Abs(row.Difference))))).ToArray());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\nThe same head in other guises, {count} heads: how far a volume is from that of the plain scan, median "
                + $"and largest.\n\n")
            + MarkdownTable.Format(["region", .. guises], rows);
    }

    private static string Cell(IEnumerable<double> differences)
    {
        var sorted = differences.Order().ToArray();
        return string.Create(
            CultureInfo.InvariantCulture, $"{MorphometryReport.Quantile(sorted, 0.5):0.0}, {sorted[^1]:0.0} %");
    }
}
