using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Volumes;

public sealed class PaddingTests
{
    /// <summary>Air, skin and brain of computed tomography, in thousands of voxels, with noise.</summary>
    private static readonly (double Mean, double Noise, int Thousands)[] Tissues =
        [(-1000, 8, 30), (-100, 30, 5), (40, 15, 25), (900, 200, 4)];

    [Theory]
    [InlineData(-1100)]
    [InlineData(-1500)]
    [InlineData(-2000)]
    [InlineData(-3024)]
    [InlineData(-32768)]
    public void Padding_becomes_air(double padding)
    {
        var values = Scan(padding, thousands: 25);

        var result = ToAir(values);

        Assert.All(result.Zip(values), pair => Assert.True(pair.First == pair.Second || pair.Second < -1030));
        Assert.All(result[..25_000], value => Assert.InRange(value, -1001, -999));
    }

    /// <summary>Half of the corners a gantry did not see, half of the table lies behind a circle.</summary>
    [Fact]
    public void Two_kinds_of_padding_become_air()
    {
        float[] values = [.. Enumerable.Repeat(-1500f, 4000), .. Scan(-3024, thousands: 5)];

        Assert.All(ToAir(values)[..9000], value => Assert.InRange(value, -1001, -999));
    }

    /// <summary>A filling that a defacing of another make wrote over a face in magnetic resonance.</summary>
    [Theory]
    [InlineData(-60)]
    [InlineData(-1000)]
    [InlineData(-1024)]
    [InlineData(-2000)]
    [InlineData(-32768)]
    public void A_filling_far_below_magnitudes_becomes_nothing(double filling)
    {
        float[] values = [.. Enumerable.Repeat((float)filling, 5000), .. Magnitudes()];

        var result = ToAir(values);

        Assert.All(result[..5000], value => Assert.Equal(0, value));
        Assert.Equal(values[5000..], result[5000..]);
    }

    /// <summary>A resampling overshoots beside bright fat; standardised values have their background in the middle of
    /// things; differences lie on both sides.</summary>
    [Theory]
    [InlineData("overshoot")]
    [InlineData("standardised")]
    [InlineData("difference")]
    [InlineData("negative")]
    public void Negative_values_that_are_no_filling_stay(string kind)
    {
        float[] values = kind switch
        {
            "overshoot" => [.. Enumerable.Repeat(-90f, 80), .. Enumerable.Repeat(0f, 9000), .. Magnitudes()],
            "standardised" => [.. Enumerable.Repeat(-2f, 9000), .. Magnitudes().Select(value => value / 200 - 2)],
            "difference" => [.. Magnitudes().Select((value, i) => i % 2 == 0 ? value : -value)],
            _ => [.. Enumerable.Repeat(-2000f, 9000), .. Magnitudes().Select(value => value - 1500)],
        };

        Assert.Equal(values, ToAir(values));
    }

    /// <summary>Air that a scanner cut off at -1024 or that has no noise, and what has no Hounsfield units.</summary>
    [Theory]
    [InlineData("clipped")]
    [InlineData("even")]
    [InlineData("even, little fat")]
    [InlineData("magnitude")]
    [InlineData("standardised")]
    [InlineData("depth")]
    public void What_is_no_padding_stays(string kind)
    {
        float[] values = kind switch
        {
            "clipped" => [.. Scan(-1000, thousands: 0).Select(value => Math.Max(-1024, 3 * (value + 1005) - 1005))],
            "even" => [.. Scan(-1000, thousands: 0).Select(value => value < -900 ? -1000 : value > 400 ? 800 : 30)],
            "even, little fat" =>
            [
                .. Enumerable.Repeat(-1024f, 60_000), .. Enumerable.Range(0, 1000).Select(i => -40f - i / 10),
                .. Scan(-1000, thousands: 0).Where(value => value > -20),
            ],
            "magnitude" => [.. Scan(-1000, thousands: 20).Select(value => Math.Max(0, value))],
            "standardised" => [.. Scan(-1200, thousands: 20).Select(value => (Math.Max(-1000, value) + 300) / 400)],
            _ => [.. Enumerable.Range(0, 50_000).Select(i => Math.Max(-700, 20 - i / 40f))],
        };

        Assert.Equal(values, ToAir(values));
    }

    private static float[] Scan(double padding, int thousands)
    {
        var random = new Random(5);
        return
        [
            .. Enumerable.Repeat((float)padding, 1000 * thousands),
            .. Tissues.SelectMany(tissue => Enumerable.Range(0, 1000 * tissue.Thousands)
                .Select(_ => (float)Math.Round(tissue.Mean + tissue.Noise * Normal(random)))),
        ];
    }

    /// <summary>Air, grey and white matter and fat of magnetic resonance, in thousands of voxels.</summary>
    private static float[] Magnitudes()
    {
        var random = new Random(6);
        return
        [
            .. new[] { (0, 10, 40), (350, 30, 25), (600, 30, 15), (950, 40, 10) }
                .SelectMany(tissue => Enumerable.Range(0, 1000 * tissue.Item3)
                    .Select(_ => (float)Math.Abs(Math.Round(tissue.Item1 + tissue.Item2 * Normal(random))))),
        ];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static float[] ToAir(float[] values)
    {
        using var scope = NewDisposeScope();
        return Padding.ToAir(tensor(values)).data<float>().ToArray();
    }
}
