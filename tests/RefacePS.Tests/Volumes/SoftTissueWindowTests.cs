using RefacePS.Volumes;

namespace RefacePS.Tests.Volumes;

/// <summary>Computed tomography is told from scans whose values only look like Hounsfield units.</summary>
public sealed class SoftTissueWindowTests
{
    [Fact]
    public void A_head_of_Hounsfield_units_is_told()
    {
        Assert.True(SoftTissueWindow.Suits(Values(i => i % 10 < 6 ? -1000 : i % 10 == 6 ? 900 : 20 + i % 30)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1000)]
    public void Tissues_of_another_spread_are_no_Hounsfield_units_wherever_their_air_is(int air)
    {
        Assert.False(SoftTissueWindow.Suits(Values(i => i % 10 < 6 ? air : air + 100 * (i % 10))));
    }

    [Fact]
    public void A_scan_without_air_is_not_told()
    {
        Assert.False(SoftTissueWindow.Suits(Values(i => i % 60)));
    }

    private static float[] Values(Func<int, float> value) => [.. Enumerable.Range(0, 1000).Select(value)];
}
