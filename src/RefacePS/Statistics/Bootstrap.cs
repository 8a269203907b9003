namespace RefacePS.Statistics;

/// <summary>Percentile bootstrap intervals (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13)
/// that the same seed gives again.</summary>
/// <param name="Seed">Seed of the draws.</param>
/// <param name="Draws">How many samples are drawn.</param>
/// <param name="Coverage">Share of the samples that the interval holds, 0 to 1.</param>
public sealed record Bootstrap(int Seed, int Draws = 5000, double Coverage = 0.95)
{
    /// <summary>Interval of the mean of values that come in independent groups, a subject's for instance: groups are
    /// drawn, whole.</summary>
    /// <param name="groups">Values by group.</param>
    /// <returns>Both ends; NaN where fewer than two groups have values: one alone says nothing of how groups
    /// differ.</returns>
    public (double Low, double High) MeanInterval(IReadOnlyList<double[]> groups)
    {
        (double Sum, int Count)[] totals =
            [.. groups.Where(group => group.Length > 0).Select(group => (group.Sum(), group.Length))];
        if (totals.Length < 2)
        {
            return (double.NaN, double.NaN);
        }

#pragma warning disable CA5394 // No secret depends on it, and a seed is to give the same draws again.
        var random = new Random(Seed);
        var means = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < totals.Length; i++)
            {
                var (groupSum, groupCount) = totals[random.Next(totals.Length)];
                (sum, count) = (sum + groupSum, count + groupCount);
            }

            means[draw] = sum / count;
        }
#pragma warning restore CA5394
        Array.Sort(means);
        return (SampleSummary.Quantile(means, (1 - Coverage) / 2), SampleSummary.Quantile(means, (1 + Coverage) / 2));
    }
}
