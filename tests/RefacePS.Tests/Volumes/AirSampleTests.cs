using RefacePS.Volumes;

namespace RefacePS.Tests.Volumes;

public sealed class AirSampleTests
{
    [Fact]
    public void Air_is_what_lies_outside()
    {
        var values = Enumerable.Range(0, 1000).Select(i => i < 101 ? -1000f + i : 40).ToArray();

        var air = AirSample.Collect(values, i => i < 101);

        Assert.Equal(-950, air.Median);
        Assert.Equal(-1000, air.Quantile(0));
        Assert.Equal(-900, air.Quantile(0.9999));
    }

    [Fact]
    public void Without_air_in_view_the_darkest_voxels_stand_for_it()
    {
        var values = Enumerable.Range(0, 1000).Select(i => (float)i).ToArray();

        var air = AirSample.Collect(values, _ => false);

        Assert.Equal(5, air.Median);
        Assert.Equal(9, air.Quantile(0.9999));
    }
}
