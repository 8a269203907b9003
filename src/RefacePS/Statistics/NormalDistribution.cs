using MathNet.Numerics;

namespace RefacePS.Statistics;

/// <summary>Tails of the standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>The probability of a value at least as far from 0 as <paramref name="z"/>. The complementary error
    /// function keeps its digits far out in the tail.</summary>
    public static double TwoSidedTail(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Constants.Sqrt2);
}
