namespace RefacePS.Rendering;

/// <summary>The depths of a picture with a margin, infinite there and where no head is, so that pixels can be looked at
/// beside others without asking whether they are in the picture.</summary>
internal sealed class PaddedDepths
{
    private readonly float[] depths;
    private readonly int margin;
    private readonly int stride;

    /// <summary>Copies a map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="margin">Pixels added on every side.</param>
    public PaddedDepths(DepthMap map, int margin)
    {
        var size = map.Raster.Size;
        (this.margin, stride) = (margin, size + 2 * margin);
        depths = new float[checked(stride * stride)];
        depths.AsSpan().Fill(float.PositiveInfinity);
        for (var y = 0; y < size; y++)
        {
            var row = depths.AsSpan(IndexOf(0, y), size);
            map.Depths.Slice(y * size, size).CopyTo(row);
            row.Replace(float.NaN, float.PositiveInfinity);
        }
    }

    /// <summary>Depths, mm, rows from the top of the margin.</summary>
    public float[] Values => depths;

    /// <summary>Index of a pixel of the map in <see cref="Values"/>.</summary>
    public int IndexOf(int x, int y) => (y + margin) * stride + x + margin;

    /// <summary>Difference of index in <see cref="Values"/> between a pixel and another at a distance from
    /// it.</summary>
    /// <param name="right">Pixels to the right, rounded to whole ones.</param>
    /// <param name="down">Pixels down, rounded to whole ones.</param>
    public int OffsetOf(float right, float down) => (int)MathF.Round(down) * stride + (int)MathF.Round(right);
}
