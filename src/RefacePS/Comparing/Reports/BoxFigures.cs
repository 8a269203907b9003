using RefacePS.Statistics;

namespace RefacePS.Comparing.Reports;

/// <summary>The figures of a box plot (Tukey 1977): quartiles, whiskers to the last value within 1.5
/// interquartile ranges, outliers.</summary>
/// <param name="Summary">Quartiles and median.</param>
/// <param name="LowerWhisker">The least value within reach of the box.</param>
/// <param name="UpperWhisker">The greatest value within reach of the box.</param>
/// <param name="Outliers">Values beyond the whiskers, in ascending order.</param>
internal sealed record BoxFigures(SampleSummary Summary, double LowerWhisker, double UpperWhisker,
    IReadOnlyList<double> Outliers)
{
    private const double Reach = 1.5;

    /// <summary>The figures of a sample of at least one value.</summary>
    public static BoxFigures Of(double[] values)
    {
        var summary = SampleSummary.Of(values);
        var reach = Reach * (summary.UpperQuartile - summary.LowerQuartile);
        var (low, high) = (summary.LowerQuartile - reach, summary.UpperQuartile + reach);
        var within = values.Where(value => value >= low && value <= high).ToArray();
        return new(summary, within.Min(), within.Max(),
            [.. values.Where(value => value < low || value > high).Order()]);
    }
}
