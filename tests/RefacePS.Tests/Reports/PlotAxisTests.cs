using RefacePS.Comparing.Reports;
using RefacePS.Reports;

namespace RefacePS.Tests.Reports;

public sealed class PlotAxisTests
{
    [Theory]
    [InlineData(-6, 8)]
    [InlineData(0, 0.013)]
    [InlineData(-300, -20)]
    [InlineData(0, 0)]
    [InlineData(2, 7)]
    public void AnAxisHoldsItsValuesAndZeroAndEndsOnTicks(double low, double high)
    {
        var axis = PlotAxis.Around(low, high, left: 10, width: 100);
        var ticks = axis.Ticks().ToArray();
        Assert.True(axis.Shows(low) && axis.Shows(high) && axis.Shows(0));
        Assert.InRange(ticks.Length, 2, 13);
        Assert.Equal(axis.Low, ticks[0], 1e-9);
        Assert.Equal(axis.High, ticks[^1], 1e-9);
        Assert.Equal(10, axis.At(axis.Low), 1e-9);
        Assert.Equal(110, axis.At(axis.High), 1e-9);
        Assert.Equal(
            ticks.Length,
            ticks.Select(tick => tick.ToString(axis.TickFormat, System.Globalization.CultureInfo.InvariantCulture))
                .Distinct().Count());
    }

    [Fact]
    public void TheFiguresOfABoxAreTukeys()
    {
        var box = BoxFigures.Of([1, 2, 3, 4, 5, 6, 7, 8, 30]);
        Assert.Equal((3, 5, 7), (box.Summary.LowerQuartile, box.Summary.Median, box.Summary.UpperQuartile));
        Assert.Equal((1, 8), (box.LowerWhisker, box.UpperWhisker));
        Assert.Equal([30], box.Outliers);
    }
}
