using System.Globalization;
using RefacePS.Morphometry;

namespace RefacePS.Bench.MorphometryAccuracy;

/// <summary>The table of the augmentations in Markdown.</summary>
internal static class VariantReport
{
    public static string Format(VariantComparison comparison)
    {
        var augmentations = comparison.Differences.Select(row => row.Augmentation).Distinct().ToArray();
        var count = comparison.Differences.Count / Math.Max(1, augmentations.Length) / Enum.GetValues<BrainRegion>()
            .Length;
        var rows = Enum.GetValues<BrainRegion>().Select(region => new[] { region.ToString() }
            .Concat(augmentations.Select(
                augmentation =>
                    Cell(comparison.Differences.Where(row => row.Augmentation == augmentation && row.Region == region)
                    .Select(row => Math.Abs(row.Difference))))).ToArray());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\nThe same head under augmentation, {count} heads: how far a volume is from that of the plain scan, "
                + $"median "
                + $"and largest.\n\n")
            + MarkdownTable.Format(["region", .. augmentations], rows);
    }

    private static string Cell(IEnumerable<double> differences)
    {
        var sorted = differences.Order().ToArray();
        return string.Create(
            CultureInfo.InvariantCulture, $"{MorphometryReport.Quantile(sorted, 0.5):0.0}, {sorted[^1]:0.0} %");
    }
}
