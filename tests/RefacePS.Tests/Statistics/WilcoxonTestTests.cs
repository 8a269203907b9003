using RefacePS.Statistics;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Statistics;

public sealed class WilcoxonTestTests
{
    /// <summary>Both sum the same doubles, in another order: over a thousand terms that leaves far more digits than
    /// these.</summary>
    private const double Tolerance = 1e-10;

    /// <summary>A thousand samples: without ties, with ties, with equal pairs, small and large, near 0 and far from
    /// it.</summary>
    [ScipyFact]
    public void AgreesWithScipy()
    {
        ScipyCase[] cases = [.. Exact(250), .. Automatic(250), .. Approximate(300), .. AllSigns(200)];
        var expected = ScipyReference.Ask("wilcoxon", cases);
        Assert.Equal(1000, expected.Length);
        Assert.All(cases.Zip(expected), pair =>
        {
            var actual = new WilcoxonTest(MethodOf(pair.First.Method), pair.First.Correction)
                .Run(pair.First.Differences);
            Assert.Equal(pair.Second[0], actual.Statistic);
            AssertClose(pair.Second[1], actual.PValue);
            AssertClose(pair.Second[2], actual.RankBiserial);
        });
    }

    /// <summary>The example of Hollander and Wolfe (1973), p. 29, depression scores of nine patients: the sum of
    /// positive ranks is 40 of 45, one-sided p 0.01953.</summary>
    [Fact]
    public void ThePublishedExampleComesOut()
    {
        double[] first = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
        double[] second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
        var result = new WilcoxonTest().Run([.. first.Zip(second, (a, b) => a - b)]);
        Assert.Equal(5, result.Statistic);
        Assert.Equal(2 * 10 / 512.0, result.PValue, 1e-12);
        Assert.Equal(35 / 45.0, result.RankBiserial, 1e-12);
        Assert.Equal(WilcoxonMethod.Exact, result.Method);
    }

    [Theory]
    [InlineData(50, false, false, WilcoxonMethod.Exact)]
    [InlineData(51, false, false, WilcoxonMethod.Approximate)]
    [InlineData(20, true, false, WilcoxonMethod.Exact)]
    [InlineData(20, false, true, WilcoxonMethod.Exact)]
    [InlineData(51, true, true, WilcoxonMethod.Approximate)]
    public void AutomaticIsExactForFewPairs(
        int count, bool hasTie, bool hasZero, WilcoxonMethod expected)
    {
        var differences = Enumerable.Range(1, count).Select(i => i * 1.5 - 20.1).ToArray();
        differences[0] = hasTie ? differences[1] : differences[0];
        differences[2] = hasZero ? 0 : differences[2];
        Assert.Equal(expected, new WilcoxonTest().Run(differences).Method);
    }

    /// <summary>All differences of one sign and size: the two outcomes that are as extreme have 2 of 2^n
    /// signs.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(50)]
    public void TiesOfFewPairsGiveNoSmallerPThanAllTheirSigns(int count) =>
        Assert.Equal(Math.Pow(2, 1 - count), new WilcoxonTest().Run([.. Enumerable.Repeat(0.5, count)]).PValue,
            Tolerance * Math.Pow(2, 1 - count));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void EqualPairsAreNoEvidence(int count)
    {
        var result = new WilcoxonTest().Run(new double[count]);
        Assert.Equal((0, 1, 0), (result.Statistic, result.PValue, result.RankBiserial));
    }

    [Fact]
    public void TheSignOfTheEffectIsThatOfTheDifferencesAndTheTestIsTwoSided()
    {
        double[] differences = [0.3, -0.1, 0.7, 0.9, 0.2, 1.4];
        var (up, down) =
            (new WilcoxonTest().Run(differences), new WilcoxonTest().Run([.. differences.Select(value => -value)]));
        Assert.True(up.RankBiserial > 0);
        Assert.Equal(-up.RankBiserial, down.RankBiserial);
        Assert.Equal(up.PValue, down.PValue);
    }

    [Fact]
    public void WhatCannotBeTestedIsRefused()
    {
        Assert.Throws<ArgumentException>(() => new WilcoxonTest().Run([1, double.NaN]));
        var many = Enumerable.Range(1, WilcoxonTest.MostExactPairs + 1).Select(i => (double)i).ToArray();
        Assert.Throws<ArgumentOutOfRangeException>(() => new WilcoxonTest(WilcoxonMethod.Exact).Run(many));
        Assert.Equal(Math.Pow(2, 1 - WilcoxonTest.MostExactPairs), new WilcoxonTest(WilcoxonMethod.Exact)
            .Run(many.AsSpan(1)).PValue, Tolerance);
    }

    private static IEnumerable<ScipyCase> Exact(int count) => Cases(1, count, (random, i) =>
        new("exact", random.Next(2) == 0, Sample(random, 1 + i % 60, digits: 12, zeros: 0)));

    /// <summary>Up to 50 without ties and zeros; from 51 with and without, as versions of SciPy differ on small samples
    /// with ties.</summary>
    private static IEnumerable<ScipyCase> Automatic(int count) => Cases(2, count, (random, i) => i % 2 == 0
        ? new("auto", random.Next(2) == 0, Sample(random, 1 + i % 50, digits: 12, zeros: 0))
        : new("auto", random.Next(2) == 0, Sample(random, 51 + i, digits: i % 3, zeros: i % 4)));

    private static IEnumerable<ScipyCase> Approximate(int count) => Cases(3, count, (random, i) =>
        new("approx", random.Next(2) == 0, Sample(random, 2 + i, digits: i % 4, zeros: i % 5)));

    private static IEnumerable<ScipyCase> AllSigns(int count) => Cases(4, count, (random, i) =>
        new("signs", random.Next(2) == 0, Sample(random, 2 + i % 11, digits: i % 2, zeros: i % 3)));

    private static IEnumerable<ScipyCase> Cases(int seed, int count, Func<Random, int, ScipyCase> draw)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(i => draw(random, i));
    }

    /// <summary>Differences about a centre that is 0 in some samples; few digits make ties. The first is never
    /// 0.</summary>
    private static double[] Sample(Random random, int count, int digits, int zeros)
    {
        var centre = random.Next(3) * 0.4;
        var values = Enumerable.Range(0, count).Select(_ => Math.Round(random.NextDouble() * 4 - 2 + centre, digits))
            .ToArray();
        values.AsSpan(0, Math.Min(zeros, count)).Clear();
        values[0] = values[0] == 0 ? 1 : values[0];
        return values;
    }

    private static WilcoxonMethod MethodOf(string name) => name switch
    {
        "auto" => WilcoxonMethod.Automatic,
        "approx" => WilcoxonMethod.Approximate,
        _ => WilcoxonMethod.Exact,
    };

    private static void AssertClose(double expected, double actual) =>
        Assert.Equal(expected, actual, Tolerance * Math.Abs(expected) + double.Epsilon);
}
