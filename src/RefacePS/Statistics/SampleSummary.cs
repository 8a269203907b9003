namespace RefacePS.Statistics;

/// <summary>Figures that describe a sample; NaN where the sample is too small for them.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StandardDeviation">Of the sample: the sum of squares is divided by one less than the count.</param>
/// <param name="LowerQuartile">A quarter of the values lies below.</param>
/// <param name="Median">Half of the values lies below.</param>
/// <param name="UpperQuartile">Three quarters of the values lie below.</param>
public readonly record struct SampleSummary(
    int Count, double Mean, double StandardDeviation, double LowerQuartile, double Median, double UpperQuartile)
{
    /// <summary>Describes values in any order; all figures are NaN where one of them is not finite.</summary>
    public static SampleSummary Of(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        if (Array.Exists(sorted, value => !double.IsFinite(value)))
        {
            return new(sorted.Length, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        }

        // The mean of equal values is that value, which a sum would round.
        var mean = sorted.Length == 0 ? double.NaN : sorted[0] == sorted[^1] ? sorted[0] : sorted.Sum() / sorted.Length;
        var squares = sorted.Sum(value => (value - mean) * (value - mean));
        return new(
            sorted.Length, mean, sorted.Length < 2 ? double.NaN : Math.Sqrt(squares / (sorted.Length - 1)),
            Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75));
    }

    /// <summary>Linear interpolation between the two nearest values (type 7 of Hyndman and Fan 1996; what R and NumPy
    /// do).</summary>
    /// <param name="sorted">Values in ascending order.</param>
    /// <param name="share">Share of the values below, 0 to 1.</param>
    public static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
