namespace RefacePS.Statistics;

/// <summary>p values of several tests, adjusted so that they can be held against one significance level.</summary>
public static class MultipleComparisons
{
    /// <summary>
    /// Holm's step-down procedure (Holm 1979, Scandinavian Journal of Statistics 6:65), which bounds the chance of any
    /// false positive. A NaN is no test: it stays, and counts for nothing.
    /// </summary>
    public static double[] Holm(IReadOnlyList<double> pValues)
    {
        var order = Ascending(pValues);
        var adjusted = NotTested(pValues.Count);
        var highest = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            highest = Math.Max(highest, Math.Min(1, (order.Length - i) * pValues[order[i]]));
            adjusted[order[i]] = highest;
        }

        return adjusted;
    }

    /// <summary>
    /// Benjamini and Hochberg's step-up procedure (1995, Journal of the Royal Statistical Society B 57:289), which
    /// bounds the expected share of false positives. A NaN is no test: it stays, and counts for nothing.
    /// </summary>
    public static double[] BenjaminiHochberg(IReadOnlyList<double> pValues)
    {
        var order = Ascending(pValues);
        var adjusted = NotTested(pValues.Count);
        var lowest = 1.0;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            lowest = Math.Min(lowest, (double)order.Length / (i + 1) * pValues[order[i]]);
            adjusted[order[i]] = lowest;
        }

        return adjusted;
    }

    private static int[] Ascending(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        return [.. Enumerable.Range(0, pValues.Count).Where(i => !double.IsNaN(pValues[i])).OrderBy(i => pValues[i])];
    }

    private static double[] NotTested(int count)
    {
        var values = new double[count];
        values.AsSpan().Fill(double.NaN);
        return values;
    }
}
