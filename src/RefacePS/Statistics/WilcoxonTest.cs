namespace RefacePS.Statistics;

/// <summary>
/// The two-sided Wilcoxon signed-rank test of paired samples (Wilcoxon 1945): is the median of the differences 0?
/// Pairs that are equal are left out, as Wilcoxon did (SciPy's <c>zero_method='wilcox'</c>).
/// </summary>
/// <param name="Method">Where the p value comes from. <see cref="WilcoxonMethod.Automatic"/> is exact for few pairs,
/// ties included: of few pairs with ties the approximation gives p values smaller than any they can have.</param>
/// <param name="ContinuityCorrection">
/// Whether the approximation moves the statistic half a rank towards its mean. It does by default, as R does and SciPy
/// does not: a discrete distribution is compared with a continuous one, and without the correction small samples look
/// more significant than they are.
/// </param>
public sealed record WilcoxonTest(WilcoxonMethod Method = WilcoxonMethod.Automatic, bool ContinuityCorrection = true)
{
    /// <summary>Most pairs for which <see cref="WilcoxonMethod.Automatic"/> is exact, as in SciPy and R, which are so
    /// without ties alone.</summary>
    public const int MostAutomaticExactPairs = 50;

    /// <summary>Most pairs for which the exact distribution is computed: it takes memory by their square and time by
    /// their cube.</summary>
    public const int MostExactPairs = 500;

    /// <summary>Runs the test.</summary>
    /// <param name="differences">Second less first of each pair; finite numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The exact distribution is asked for more than
    /// <see cref="MostExactPairs"/> pairs.</exception>
    public WilcoxonResult Run(ReadOnlySpan<double> differences)
    {
        var kept = NonZero(differences);
        if (Method == WilcoxonMethod.Exact)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(kept.Length, MostExactPairs, nameof(differences));
        }

        var ranks = Ranks.Doubled(Array.ConvertAll(kept, Math.Abs), out var ties);
        var (positive, negative) = Sums(kept, ranks);
        var isExact = Method == WilcoxonMethod.Exact
            || (Method == WilcoxonMethod.Automatic && differences.Length <= MostAutomaticExactPairs);
        return new(
            Math.Min(positive, negative) / 2.0,
            kept.Length == 0 ? 1
            : isExact ? SignedRankDistribution.TwoSidedTail(ranks, positive)
            : Approximate(positive / 2.0, kept.Length, ties),
            kept.Length == 0 ? 0 : (double)(positive - negative) / (positive + negative),
            isExact ? WilcoxonMethod.Exact : WilcoxonMethod.Approximate);
    }

    private static double[] NonZero(ReadOnlySpan<double> differences)
    {
        var kept = new List<double>(differences.Length);
        foreach (var difference in differences)
        {
            if (!double.IsFinite(difference))
            {
                throw new ArgumentException("A difference is not a finite number.", nameof(differences));
            }

            if (difference != 0)
            {
                kept.Add(difference);
            }
        }

        return [.. kept];
    }

    private static (long Positive, long Negative) Sums(double[] differences, long[] ranks)
    {
        var (positive, negative) = (0L, 0L);
        for (var i = 0; i < ranks.Length; i++)
        {
            if (differences[i] > 0)
            {
                positive += ranks[i];
            }
            else
            {
                negative += ranks[i];
            }
        }

        return (positive, negative);
    }

    /// <summary>Mean n(n+1)/4, variance n(n+1)(2n+1)/24 less (t^3-t)/48 for every t tied ranks (Lehmann,
    /// Nonparametrics, appendix).</summary>
    private double Approximate(double sum, int count, IReadOnlyList<int> ties)
    {
        double n = count;
        var variance = n * (n + 1) * (2 * n + 1) / 24 - ties.Sum(tie => ((double)tie * tie * tie - tie) / 48);
        var deviation = Math.Abs(sum - n * (n + 1) / 4);
        return NormalDistribution.TwoSidedTail(
            (ContinuityCorrection && deviation > 0 ? deviation - 0.5 : deviation) / Math.Sqrt(variance));
    }
}

/// <summary>The result of a <see cref="WilcoxonTest"/>.</summary>
/// <param name="Statistic">The smaller of the sums of ranks of positive and of negative differences.</param>
/// <param name="PValue">Two-sided; 1 where all pairs are equal.</param>
/// <param name="RankBiserial">
/// Matched-pairs rank-biserial correlation, (W+ - W-) / (W+ + W-), -1 to 1 (Kerby 2014, Comprehensive Psychology 3:1):
/// 1 where every difference is positive, 0 where all pairs are equal.
/// </param>
/// <param name="Method">Where the p value came from: exact or approximate.</param>
public readonly record struct WilcoxonResult(
    double Statistic, double PValue, double RankBiserial, WilcoxonMethod Method);
