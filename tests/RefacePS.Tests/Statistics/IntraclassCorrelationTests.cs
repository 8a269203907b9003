using RefacePS.Statistics;

namespace RefacePS.Tests.Statistics;

public sealed class IntraclassCorrelationTests
{
    /// <summary>Table 2 of Shrout and Fleiss (1979): six subjects, four judges; their Table 4 gives ICC(2,1) =
    /// 0.29.</summary>
    [Fact]
    public void ThePublishedExampleComesOut()
    {
        double[,] ratings = { { 9, 2, 5, 8 }, { 6, 1, 3, 2 }, { 8, 4, 6, 8 }, { 7, 1, 2, 6 }, { 10, 5, 6, 9 },
            { 6, 2, 4, 7 } };
        Assert.Equal(0.29, IntraclassCorrelation.TwoWayRandomSingle(ratings), 2);
    }

    /// <summary>With two ways it is 2 cov / (var1 + var2 + (mean1 - mean2)^2 - var(difference) / n), which follows from
    /// the mean squares.</summary>
    [Fact]
    public void OfTwoWaysItIsAnExpressionInTheirCovariance()
    {
        var random = new Random(3);
        for (var n = 2; n < 40; n++)
        {
            var first = Enumerable.Range(0, n).Select(_ => 1000 + 100 * random.NextDouble()).ToArray();
            var second = first.Select(value => value * 1.01 + 20 * random.NextDouble()).ToArray();
            var difference = first.Zip(second, (a, b) => b - a).ToArray();
            var shift = first.Average() - second.Average();
            var expected = 2 * Covariance(first, second)
                / (Covariance(first, first) + Covariance(second, second) + shift * shift - Covariance(
                    difference, difference) / n);
            Assert.Equal(expected, IntraclassCorrelation.TwoWayRandomSingle(Ratings(first, second)), 1e-10);
        }
    }

    [Fact]
    public void AShiftLowersItAndEqualityIsOne()
    {
        double[] values = [3, 5, 4, 8];
        Assert.Equal(1, IntraclassCorrelation.TwoWayRandomSingle(Ratings(values, values)), 1e-15);
        Assert.True(IntraclassCorrelation.TwoWayRandomSingle(
            Ratings(values, [.. values.Select(value => value + 1)])) < 0.95);
    }

    [Fact]
    public void WhatHasNoSpreadHasNoAgreement()
    {
        Assert.Equal(double.NaN, IntraclassCorrelation.TwoWayRandomSingle(Ratings([4, 4], [4, 4])));
        Assert.Equal(double.NaN, IntraclassCorrelation.TwoWayRandomSingle(Ratings([4], [5])));
    }

    /// <summary>Sums of one constant are rounded in ways that depend on it.</summary>
    [Fact]
    public void ConstantPairsHaveNoAgreementWhateverTheConstants()
    {
        var random = new Random(1);
        for (var n = 2; n < 40; n++)
        {
            var (first, second) = (random.NextDouble() * 1500, random.NextDouble() * 1500);
            double[] one = [.. Enumerable.Repeat(first, n)], other = [.. Enumerable.Repeat(second, n)];
            Assert.Equal(double.NaN, IntraclassCorrelation.TwoWayRandomSingle(Ratings(one, one)));
            Assert.Equal(double.NaN, IntraclassCorrelation.TwoWayRandomSingle(Ratings(one, other)));
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void WhatIsNotFiniteGivesNoNumber(double value)
    {
        Assert.Equal(double.NaN, IntraclassCorrelation.TwoWayRandomSingle(Ratings([1, 2, value], [1, 2, 3])));
        var summary = SampleSummary.Of([1, 2, value]);
        Assert.All([summary.Mean, summary.StandardDeviation, summary.Median], figure =>
            Assert.Equal(double.NaN, figure));
    }

    [Theory]
    [InlineData(0.1, 10)]
    [InlineData(1234.567, 7)]
    public void EqualValuesHaveNoSpread(double value, int count)
    {
        var summary = SampleSummary.Of(Enumerable.Repeat(value, count).ToArray());
        Assert.Equal((value, 0.0, value), (summary.Mean, summary.StandardDeviation, summary.Median));
    }

    private static double Covariance(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum() / (a.Length - 1);
    }

    private static double[,] Ratings(double[] first, double[] second)
    {
        var ratings = new double[first.Length, 2];
        for (var i = 0; i < first.Length; i++)
        {
            (ratings[i, 0], ratings[i, 1]) = (first[i], second[i]);
        }

        return ratings;
    }
}
