using RefacePS.Rendering;

namespace RefacePS.Tests.Rendering;

public class PngEncoderTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(640, 481)]
    public void EveryPixelComesBack(int width, int height)
    {
        var picture = new GreyPicture(width, height);
        var random = new Random(width);
        for (var y = 0; y < height; y++)
        {
            random.NextBytes(picture.Row(y));
        }

        var file = new PngFile(PngEncoder.Encode(picture));

        Assert.Equal((width, height), (file.Width, file.Height));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                Assert.Equal(picture[x, y], file[x, y]);
            }
        }
    }
}
