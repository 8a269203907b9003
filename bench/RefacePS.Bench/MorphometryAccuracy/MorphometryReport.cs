using System.Globalization;
using MathNet.Numerics.Statistics;

namespace RefacePS.Bench.MorphometryAccuracy;

/// <summary>The table of a run in Markdown.</summary>
internal static class MorphometryReport
{
    private static readonly string[] Headings = ["region", "Dice, median", "Dice, lowest", "volume bias, median",
        "bias, 5 % to 95 %", "r", "reference, median mL"];

    public static string Format(IReadOnlyList<MeasuredScan> scans) =>
        string.Create(CultureInfo.InvariantCulture, $"{scans.Count} scans.\n\n")
        + MarkdownTable.Format(Headings, scans.SelectMany(scan => scan.Regions).GroupBy(region => region.Region)
            .Select(group => Row([.. group])));

    private static string[] Row(MeasuredRegion[] scans)
    {
        var dice = scans.Select(scan => scan.Dice).Order().ToArray();
        var bias = scans.Select(scan => 100 * (scan.Measured / scan.Reference - 1)).Order().ToArray();
        return
        [
            scans[0].Region.ToString(),
            Number(Quantile(dice, 0.5), "0.000"),
            Number(dice[0], "0.000"),
            MarkdownTable.Signed(Quantile(bias, 0.5)) + " %",
            $"{MarkdownTable.Signed(Quantile(bias, 0.05))} to {MarkdownTable.Signed(Quantile(bias, 0.95))} %",
            Number(Correlation(scans), "0.000"),
            Number(Quantile([.. scans.Select(scan => scan.Reference).Order()], 0.5), "0.0"),
        ];
    }

    /// <summary>A quantile, linear between values; NaN of none.</summary>
    internal static double Quantile(double[] sorted, double share) =>
        SortedArrayStatistics.QuantileCustom(sorted, share, QuantileDefinition.R7);

    /// <summary>Pearson's correlation of measured and reference volumes.</summary>
    private static double Correlation(MeasuredRegion[] scans)
    {
        var (mean, reference) = (scans.Average(scan => scan.Measured), scans.Average(scan => scan.Reference));
        var product = scans.Sum(scan => (scan.Measured - mean) * (scan.Reference - reference));
        return product / Math.Sqrt(scans.Sum(scan => Math.Pow(scan.Measured - mean, 2)) * scans.Sum(
            scan => Math.Pow(scan.Reference - reference, 2)));
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
