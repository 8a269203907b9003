namespace RefacePS.Statistics;

/// <summary>The agreement of ways of measuring on the same subjects.</summary>
public static class IntraclassCorrelation
{
    /// <summary>
    /// ICC(2,1) of Shrout and Fleiss (1979, Psychological Bulletin 86:420): two-way random effects, absolute agreement,
    /// a single measurement. A shift of all values lowers it, unlike a correlation.
    /// </summary>
    /// <param name="ratings">A row a subject, a column a way of measuring; finite numbers.</param>
    /// <returns>
    /// At most 1; NaN for fewer than two subjects or ways, where no way tells one subject from another (a share of no
    /// variance is what rounding makes it), or where a number is not finite.
    /// </returns>
    public static double TwoWayRandomSingle(double[,] ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var (n, k) = (ratings.GetLength(0), ratings.GetLength(1));
        if (n < 2 || k < 2 || !HaveSpread(ratings))
        {
            return double.NaN;
        }

        var (rows, columns, grand) = Means(ratings);
        var betweenSubjects = k * rows.Sum(mean => Square(mean - grand)) / (n - 1);
        var betweenWays = n * columns.Sum(mean => Square(mean - grand)) / (k - 1);
        var residual = Residual(ratings, rows, columns, grand) / ((n - 1.0) * (k - 1));
        return (betweenSubjects - residual) / (betweenSubjects + (k - 1) * residual + k * (betweenWays - residual) / n);
    }

    /// <summary>True if some way gives subjects numbers that differ by more than the rounding of sums.</summary>
    private static bool HaveSpread(double[,] ratings)
    {
        const double rounding = 1e-12;
        var spread = false;
        for (var j = 0; j < ratings.GetLength(1); j++)
        {
            var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
            for (var i = 0; i < ratings.GetLength(0); i++)
            {
                if (!double.IsFinite(ratings[i, j]))
                {
                    return false;
                }

                (least, most) = (Math.Min(least, ratings[i, j]), Math.Max(most, ratings[i, j]));
            }

            spread |= most - least > rounding * Math.Max(Math.Abs(least), Math.Abs(most));
        }

        return spread;
    }

    private static (double[] Rows, double[] Columns, double Grand) Means(double[,] ratings)
    {
        var (n, k) = (ratings.GetLength(0), ratings.GetLength(1));
        var (rows, columns) = (new double[n], new double[k]);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < k; j++)
            {
                rows[i] += ratings[i, j] / k;
                columns[j] += ratings[i, j] / n;
            }
        }

        return (rows, columns, rows.Sum() / n);
    }

    /// <summary>Sum of squares of what neither subject nor way explains; summed from the residuals themselves, which
    /// loses no digits.</summary>
    private static double Residual(double[,] ratings, double[] rows, double[] columns, double grand)
    {
        var sum = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < columns.Length; j++)
            {
                sum += Square(ratings[i, j] - rows[i] - columns[j] + grand);
            }
        }

        return sum;
    }

    private static double Square(double value) => value * value;
}
