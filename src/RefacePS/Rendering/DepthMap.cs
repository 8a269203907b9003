using System.Numerics;

namespace RefacePS.Rendering;

/// <summary>The view of a camera on a <see cref="HeadSurface"/>: how far away it is and which way it faces, a pixel at
/// a time.</summary>
public sealed class DepthMap
{
    private readonly float[] depths;
    private readonly Vector3[] normals;

    private DepthMap(PictureRaster raster)
    {
        Raster = raster;
        depths = new float[raster.Size * raster.Size];
        normals = new Vector3[depths.Length];
    }

    /// <summary>Where the pixels are.</summary>
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
        Parallel.For(0, raster.Size, options, y => map.CastRow(surface, y));
        return map;
    }

    private void CastRow(HeadSurface surface, int y)
    {
        var forward = Raster.Forward;
        for (var x = 0; x < Raster.Size; x++)
        {
            var pixel = y * Raster.Size + x;
            var origin = Raster.PositionOf(x, y);
            depths[pixel] = surface.FirstHit(origin, forward);
            if (!float.IsNaN(depths[pixel]))
            {
                var normal = surface.Normal(origin + depths[pixel] * forward);
                normals[pixel] = new(Vector3.Dot(normal, Raster.Right), Vector3.Dot(normal, Raster.Down),
                    Vector3.Dot(normal, forward));
            }
        }
    }
}
