using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Volumes;

public sealed class HeadThresholdTests
{
    [Fact]
    public void Otsu_splits_where_the_classes_vary_least_within()
    {
        var random = new Random(7);
        var counts = Enumerable.Range(0, 40).Select(_ => (double)random.Next(0, 30)).ToArray();

        var best = Enumerable.Range(0, 39)
            .MinBy(split => Within(counts[..(split + 1)], 0) + Within(counts[(split + 1)..], split + 1));

        Assert.Equal(best, HeadThreshold.OtsuSplit(counts));
    }

    [Fact]
    public void Otsu_parts_two_clouds()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var values = cat([randn(5000, generator: generator) * 3 + 10, randn(5000, generator: generator) * 20 + 200]);

        // Three and four standard deviations of the clouds from their means: every threshold in the gap is as good.
        Assert.InRange(HeadThreshold.Otsu(values), 19, 120);
    }

    [Fact]
    public void Otsu_of_one_value_is_that_value()
    {
        using var values = full(100, 7f);

        Assert.Equal(7, HeadThreshold.Otsu(values));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.25, 25)]
    [InlineData(1, 100)]
    public void A_percentile_is_read_off_the_sorted_values(double share, double expected)
    {
        using var scope = NewDisposeScope();
        var values = arange(101, float32).flip(0);

        Assert.Equal(expected, HeadThreshold.Percentile(values, share));
    }

    private static double Within(double[] counts, int first)
    {
        var total = counts.Sum();
        var mean = counts.Select((count, i) => count * (first + i)).Sum() / Math.Max(total, 1);
        return counts.Select((count, i) => count * (first + i - mean) * (first + i - mean)).Sum();
    }

    /// <summary>Below the brain, fat and muscle are what is bright.</summary>
    [Fact]
    public void The_brightness_of_brain_is_that_of_the_head_where_no_brain_is_in_view()
    {
        using var scope = NewDisposeScope();
        var values = tensor([0f, 1, 2, 100, 110, 120, 1, 0]);

        Assert.Equal(100, HeadThreshold.Brain(values, values[values == 100]));
        Assert.Equal(110, HeadThreshold.Brain(values, values[values > 1000]));
    }
}
