namespace RefacePS.Statistics;

/// <summary>Tails of the standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>Below this the series has all its digits; above it the continued fraction converges fast.</summary>
    private const double SeriesLimit = 2;
    private const int MostTerms = 500;
    private const double Precision = 1e-17;

    /// <summary>The probability of a value at least as far from 0 as <paramref name="z"/>, relative error below
    /// 1e-13.</summary>
    public static double TwoSidedTail(double z)
    {
        var x = Math.Abs(z);
        return x < SeriesLimit ? 1 - 2 * Density(x) * Series(x) : 2 * Density(x) / MillsFraction(x);
    }

    private static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>(Phi(x) - 1/2) / density = x + x^3/3 + x^5/15 + ...: Abramowitz and Stegun 26.2.11. All terms are
    /// positive.</summary>
    private static double Series(double x)
    {
        var (sum, term) = (x, x);
        for (var n = 1; n < MostTerms && term > sum * Precision; n++)
        {
            term *= x * x / (2 * n + 1);
            sum += term;
        }

        return sum;
    }

    /// <summary>density / (1 - Phi(x)) = x + 1/(x + 2/(x + 3/(x + ...))): Abramowitz and Stegun 26.2.14, from the
    /// inside out.</summary>
    private static double MillsFraction(double x)
    {
        var fraction = x;
        for (var n = MostTerms; n > 0; n--)
        {
            fraction = x + n / fraction;
        }

        return fraction;
    }
}
