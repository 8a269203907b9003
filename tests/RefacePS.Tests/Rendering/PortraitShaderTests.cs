using RefacePS.Rendering;

namespace RefacePS.Tests.Rendering;

public class PortraitShaderTests
{
    private const int Size = 96;

    /// <summary>The head is the same on both sides, the light is not.</summary>
    [Fact]
    public void Lights_that_change_sides_give_the_picture_in_a_mirror()
    {
        var surface = HeadSurface.Find(new SyntheticHead().ToVolume(), CancellationToken.None);
        var centre = new ViewFrame(SyntheticHead.Centre);
        var map = DepthMap.Of(surface, PictureRaster.FacingHead(centre, 0, Size), CancellationToken.None);

        var (picture, other) = (new PortraitShader(map).Shade(CancellationToken.None),
            new PortraitShader(map, mirrored: true).Shade(CancellationToken.None));

        Assert.True(Difference(picture, (x, y) => other[Size - 1 - x, y]) < 3);
        Assert.True(Difference(picture, (x, y) => other[x, y]) > 10);
    }

    private static double Difference(GreyPicture picture, Func<int, int, byte> other) =>
        (from y in Enumerable.Range(0, Size) from x in Enumerable.Range(0, Size)
            select Math.Abs(picture[x, y] - other(x, y))).Average();
}
