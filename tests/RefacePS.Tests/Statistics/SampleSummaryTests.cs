using RefacePS.Statistics;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Statistics;

public sealed class SampleSummaryTests
{
    [ScipyFact]
    public void AgreesWithNumpy()
    {
        var random = new Random(9);
        ScipyCase[] cases =
            [.. Enumerable.Range(2, 60).Select(
                n => new ScipyCase("auto", false, [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.3)]))];
        Assert.All(cases.Zip(ScipyReference.Ask("summary", cases)), pair =>
        {
            var actual = SampleSummary.Of(pair.First.Differences);
            double[] figures = [actual.Mean, actual.StandardDeviation, actual.LowerQuartile, actual.Median,
                actual.UpperQuartile];
            Assert.Equal(pair.Second, figures, (expected, figure) => Math.Abs(expected - figure) < 1e-14);
        });
    }

    [Fact]
    public void OneValueHasNoSpreadAndNoneHasNothing()
    {
        Assert.Equal(new(1, 4, double.NaN, 4, 4, 4), SampleSummary.Of([4]));
        Assert.Equal(new(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN), SampleSummary.Of([]));
    }
}
