namespace RefacePS.Rendering;

/// <summary>An 8-bit grey picture: 0 black to 255 white, rows from the top, x fastest.</summary>
public sealed class GreyPicture
{
    private readonly byte[] pixels;

    /// <summary>A picture of one grey.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public GreyPicture(int width, int height, byte background = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        (Width, Height) = (width, height);
        pixels = new byte[checked(width * height)];
        pixels.AsSpan().Fill(background);
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>The grey at column <paramref name="x"/> from the left and row <paramref name="y"/> from the
    /// top.</summary>
    public byte this[int x, int y]
    {
        get => pixels[y * Width + x];
        set => pixels[y * Width + x] = value;
    }

    /// <summary>One row of pixels.</summary>
    public Span<byte> Row(int y) => pixels.AsSpan(y * Width, Width);

    /// <summary>Copies another picture into this one with its top left corner at (<paramref name="left"/>,
    /// <paramref name="top"/>).</summary>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public void Paste(GreyPicture other, int left, int top)
    {
        for (var y = 0; y < other.Height; y++)
        {
            other.Row(y).CopyTo(Row(top + y)[left..]);
        }
    }

    /// <summary>A picture that many times smaller, each pixel the mean of a square of this one's.</summary>
    public GreyPicture AverageDown(int factor)
    {
        var small = new GreyPicture(Width / factor, Height / factor);
        for (var y = 0; y < small.Height; y++)
        {
            for (var x = 0; x < small.Width; x++)
            {
                small[x, y] = (byte)Math.Round(MeanOfSquare(x * factor, y * factor, factor));
            }
        }

        return small;
    }

    private double MeanOfSquare(int left, int top, int edge)
    {
        var sum = 0;
        for (var y = top; y < top + edge; y++)
        {
            foreach (var grey in Row(y).Slice(left, edge))
            {
                sum += grey;
            }
        }

        return (double)sum / (edge * edge);
    }
}
