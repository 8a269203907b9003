using RefacePS.Statistics;

namespace RefacePS.Tests.Statistics;

public sealed class BootstrapTests
{
    /// <summary>Of many independent numbers the mean is nearly normal, and its interval 1.96 standard errors to either
    /// side.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheIntervalOfAMeanIsThatOfItsStandardError(int seed)
    {
        double[] values = [.. Enumerable.Range(0, 400).Select(i => i / 400.0)];
        var error = SampleSummary.Of(values).StandardDeviation / Math.Sqrt(values.Length);

        var (low, high) = new Bootstrap(seed, Draws: 20_000).MeanInterval([.. values.Select(value => new[] { value })]);

        Assert.Equal(values.Average() - 1.96 * error, low, 0.08 * error);
        Assert.Equal(values.Average() + 1.96 * error, high, 0.08 * error);
    }

    /// <summary>Ten equal numbers of one subject say no more than one.</summary>
    [Fact]
    public void GroupsAreDrawnWhole()
    {
        double[][] single = [[1], [4], [9], [2]];
        double[][] tenfold = Array.ConvertAll(single, group => Enumerable.Repeat(group[0], 10).ToArray());
        var (expected, found) = (new Bootstrap(4).MeanInterval(single), new Bootstrap(4).MeanInterval(tenfold));
        Assert.Equal(expected.Low, found.Low, 9);
        Assert.Equal(expected.High, found.High, 9);
    }

    [Fact]
    public void TheSameSeedGivesTheSameInterval()
    {
        double[][] groups = [[1, 2], [7], [3, 3, 11], [5]];
        Assert.Equal(new Bootstrap(5).MeanInterval(groups), new Bootstrap(5).MeanInterval(groups));
        Assert.NotEqual(new Bootstrap(5, Draws: 50).MeanInterval(groups), new Bootstrap(6, Draws: 50)
            .MeanInterval(groups));
        Assert.True(double.IsNaN(new Bootstrap(5).MeanInterval([]).Low));
    }

    /// <summary>One subject, however often he is measured, shows no spread between subjects.</summary>
    [Fact]
    public void OneGroupHasNoInterval()
    {
        Assert.True(double.IsNaN(new Bootstrap(5).MeanInterval([[1, 2, 3]]).Low));
        Assert.True(double.IsNaN(new Bootstrap(5).MeanInterval([[4], [], []]).High));
    }
}
