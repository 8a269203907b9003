using System.Numerics;

namespace RefacePS.Rendering;

/// <summary>The view of a camera on a <see cref="HeadSurface"/>: how far away it is and which way it faces, a pixel at
/// a time.</summary>
public sealed class DepthMap
{
    /// <summary>Pixels along the edge of a tile at most.</summary>
    private const int LargestTile = 16;

    private readonly float[] depths;
    private readonly Vector3[] normals;

    private DepthMap(PictureRaster raster)
    {
        Raster = raster;
        depths = new float[raster.Size * raster.Size];
        normals = new Vector3[depths.Length];
    }

    /// <summary>The raster of the pixels.</summary>
    public PictureRaster Raster { get; }

    /// <summary>Distance in mm from the picture's plane to the head along <see cref="PictureRaster.Forward"/>, rows
    /// from the top; NaN where there is no head.</summary>
    public ReadOnlySpan<float> Depths => depths;

    /// <summary>Unit normals out of the head along right, down and forward; zero where there is no head.</summary>
    public ReadOnlySpan<Vector3> Normals => normals;

    /// <summary>Casts a ray through every pixel.</summary>
    public static DepthMap Of(HeadSurface surface, PictureRaster raster, CancellationToken cancellationToken)
    {
        var map = new DepthMap(raster);
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        var tile = Math.Clamp((int)(surface.BundleRadius / raster.PixelSize), 1, LargestTile);
        Parallel.For(0, (raster.Size + tile - 1) / tile, options, row =>
        {
            for (var left = 0; left < raster.Size; left += tile)
            {
                map.CastTile(surface, left, row * tile, tile);
            }
        });
        return map;
    }

    /// <summary>Casts the rays of a square of pixels, none of which need look where the bundle meets nothing.</summary>
    private void CastTile(HeadSurface surface, int left, int top, int edge)
    {
        var (right, bottom) = (Math.Min(left + edge, Raster.Size), Math.Min(top + edge, Raster.Size));
        var middle = (Raster.PositionOf(left, top) + Raster.PositionOf(right - 1, bottom - 1)) / 2;
        var from = surface.Approach(middle, Raster.Forward);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                Cast(surface, x, y, from);
            }
        }
    }

    private void Cast(HeadSurface surface, int x, int y, float from)
    {
        var (pixel, origin, forward) = (y * Raster.Size + x, Raster.PositionOf(x, y), Raster.Forward);
        depths[pixel] = float.IsFinite(from) ? surface.FirstHit(origin, forward, from) : float.NaN;
        if (!float.IsNaN(depths[pixel]))
        {
            var normal = surface.Normal(origin + depths[pixel] * forward);
            normals[pixel] = new(Vector3.Dot(normal, Raster.Right), Vector3.Dot(normal, Raster.Down),
                Vector3.Dot(normal, forward));
        }
    }
}
