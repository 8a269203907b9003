using RefacePS.Statistics;

namespace RefacePS.Tests.Statistics;

public sealed class MultipleComparisonsTests
{
    /// <summary>The 15 p values of Benjamini and Hochberg (1995), section 3.2: at 0.05 their procedure rejects four,
    /// Bonferroni's and Holm's three.</summary>
    private static readonly double[] Published =
        [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1.000];

    [Fact]
    public void ThePublishedExampleComesOut()
    {
        Assert.Equal(3, MultipleComparisons.Holm(Published).Count(p => p <= 0.05));
        Assert.Equal(4, MultipleComparisons.BenjaminiHochberg(Published).Count(p => p <= 0.05));
        Assert.Equal(0.0095 * 15 / 4, MultipleComparisons.BenjaminiHochberg(Published)[3], 1e-15);
    }

    /// <summary>Holm's procedure is Bonferroni's applied to every set of hypotheses (closed testing): a hypothesis
    /// falls when all sets that hold it do.</summary>
    [Fact]
    public void HolmIsTheClosureOfBonferroni() => Assert.All(Samples(), pValues =>
    {
        var expected =
            pValues.Select((_, i) => Enumerable.Range(1, (1 << pValues.Length) - 1).Where(set => (set >> i & 1) == 1)
            .Max(set => Bonferroni(pValues.Where((_, j) => (set >> j & 1) == 1).ToArray())));
        Assert.Equal(expected, MultipleComparisons.Holm(pValues), Same);
    });

    /// <summary>By its definition: the least share of false positives at which a p value is still rejected.</summary>
    [Fact]
    public void BenjaminiHochbergIsTheLeastRateThatRejects() => Assert.All(Samples(), pValues =>
    {
        var expected = pValues.Select(p => pValues.Where(limit => limit >= p)
            .Min(limit => pValues.Length * limit / pValues.Count(other => other <= limit)));
        Assert.Equal(expected.Select(p => Math.Min(1, p)), MultipleComparisons.BenjaminiHochberg(pValues), Same);
    });

    [Fact]
    public void WhatWasNotTestedCountsForNothing()
    {
        double[] pValues = [0.01, double.NaN, 0.04];
        Assert.Equal([0.02, double.NaN, 0.04], MultipleComparisons.Holm(pValues));
        Assert.Equal([0.02, double.NaN, 0.04], MultipleComparisons.BenjaminiHochberg(pValues));
        Assert.Empty(MultipleComparisons.Holm([]));
    }

    private static double Bonferroni(double[] pValues) => Math.Min(1, pValues.Length * pValues.Min());

    /// <summary>Every third value is a tie.</summary>
    private static IEnumerable<double[]> Samples()
    {
        var random = new Random(5);
        return Enumerable.Range(1, 30).Select(i =>
            Enumerable.Range(0, 1 + i % 9).Select(j => j % 3 == 2 ? 0.03 : Math.Pow(random.NextDouble(), 3)).ToArray());
    }

    /// <summary>One rounding of a product apart.</summary>
    private static bool Same(double a, double b) => Math.Abs(a - b) <= 1e-15;
}
