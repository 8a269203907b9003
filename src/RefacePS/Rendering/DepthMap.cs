using System.Numerics;

namespace RefacePS.Rendering;

/// <summary>The view of a camera on a <see cref="HeadSurface"/>: how far away it is and which way it faces, a pixel at
/// a time.</summary>
public sealed class DepthMap
{
    /// <summary>Pixels along the edge of a tile at most.</summary>
    private const int LargestTile = 16;

    /// <summary>Two pixels are fine where they are no more than this share of the distance between points of the
    /// surface's field.</summary>
    private const float FineStep = 0.75f;

    /// <summary>Depth (mm) by which a smooth surface may bend between two pixels.</summary>
    private const float Bend = 0.25f;

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

    /// <summary>
    /// Casts a ray through every pixel. Where pixels are much finer than what the surface was sampled at, every second
    /// one of every second row is cast, and those between are where a smooth surface through them lies; at outlines and
    /// creases, where there is none, they are cast too.
    /// </summary>
    public static DepthMap Of(HeadSurface surface, PictureRaster raster, CancellationToken cancellationToken)
    {
        var map = new DepthMap(raster);
        var isFine = 2 * raster.PixelSize <= FineStep * surface.PointDistance;
        new RayCaster(surface, map, isFine ? 2 : 1, cancellationToken).Cast();
        return map;
    }

    /// <summary>Casts the rays of a map.</summary>
    private sealed class RayCaster(HeadSurface surface, DepthMap map, int step, CancellationToken cancel)
    {
        private readonly PictureRaster raster = map.Raster;
        private readonly int size = map.Raster.Size;

        /// <summary>Pixels along the edge of a tile, whose rays are a bundle.</summary>
        private readonly int tile = Math.Clamp((int)(surface.BundleRadius / map.Raster.PixelSize), 1, LargestTile);

        private int Tiles => (size + tile - 1) / tile;

        public void Cast()
        {
            var options = new ParallelOptions { CancellationToken = cancel };
            var approaches = new float[Tiles * Tiles];
            Parallel.For(0, Tiles, options, row => CastTiles(row, approaches));
            if (step > 1)
            {
                Parallel.For(0, size, options, y => FillRow(y, approaches));
            }
        }

        /// <summary>Casts every so many pixels of a row of tiles, where their bundle meets anything.</summary>
        private void CastTiles(int row, float[] approaches)
        {
            var (top, bottom) = (row * tile, Math.Min((row + 1) * tile, size));
            for (var column = 0; column < Tiles; column++)
            {
                var (left, right) = (column * tile, Math.Min((column + 1) * tile, size));
                var middle = (raster.PositionOf(left, top) + raster.PositionOf(right - 1, bottom - 1)) / 2;
                var from = approaches[row * Tiles + column] = surface.Approach(middle, raster.Forward);
                for (var y = NextCast(top); y < bottom; y += step)
                {
                    for (var x = NextCast(left); x < right; x += step)
                    {
                        CastPixel(x, y, from);
                    }
                }
            }
        }

        private int NextCast(int position) => (position + step - 1) / step * step;

        /// <summary>Fills in the pixels of a row that were not cast.</summary>
        private void FillRow(int y, float[] approaches)
        {
            for (var x = (y & 1) == 0 ? 1 : 0; x < size; x += (y & 1) == 0 ? 2 : 1)
            {
                if (!TryFill(x, y))
                {
                    CastPixel(x, y, approaches[y / tile * Tiles + x / tile]);
                }
            }
        }

        /// <summary>Puts a pixel on the smooth surface through its neighbours; false where there is none.</summary>
        private bool TryFill(int x, int y)
        {
            var isBetweenColumns = (x & 1) == 1;
            var isBetweenRows = (y & 1) == 1;
            if ((isBetweenColumns && x + 1 >= size) || (isBetweenRows && y + 1 >= size))
            {
                return false;
            }

            var pixel = y * size + x;
            var (across, down) = (isBetweenColumns ? 1 : 0, isBetweenRows ? 1 : 0);
            if (!TryMiddle(pixel - across - down * size, pixel + across + down * size, across, down, out var middle)
                || (isBetweenColumns && isBetweenRows
                    && !TryMiddle(pixel + across - down * size, pixel - across + down * size, -across, down, out _)))
            {
                return false;
            }

            (map.depths[pixel], map.normals[pixel]) = middle;
            return true;
        }

        /// <summary>
        /// The middle between two pixels, by the cubic through their depths and slopes. There is none where the two are
        /// not of one surface: where the depths differ by other than what the slopes say.
        /// </summary>
        private bool TryMiddle(int one, int other, int across, int down, out (float Depth, Vector3 Normal) middle)
        {
            var (from, to) = (map.depths[one], map.depths[other]);
            if (float.IsNaN(from) || float.IsNaN(to))
            {
                middle = (float.NaN, Vector3.Zero);
                return float.IsNaN(from) && float.IsNaN(to);
            }

            var (start, end) = (map.normals[one], map.normals[other]);
            var path = 2 * raster.PixelSize * new Vector2(across, down);
            var (slopeFrom, slopeTo) = (Slope(start, path), Slope(end, path));
            middle = ((from + to) / 2 + (slopeFrom - slopeTo) / 8, Vector3.Normalize(start + end));
            return Math.Abs(to - from - (slopeFrom + slopeTo) / 2) <= Bend
                && Math.Abs(slopeFrom - slopeTo) <= Bend;
        }

        /// <summary>Depth that a tangent plane gains along a path across the picture, mm.</summary>
        private static float Slope(Vector3 normal, Vector2 path) =>
            -(normal.X * path.X + normal.Y * path.Y) / normal.Z;

        private void CastPixel(int x, int y, float from)
        {
            var (pixel, origin, forward) = (y * size + x, raster.PositionOf(x, y), raster.Forward);
            var depth = map.depths[pixel] =
                float.IsFinite(from) ? surface.FirstHit(origin, forward, from) : float.NaN;
            if (!float.IsNaN(depth))
            {
                var normal = surface.Normal(origin + depth * forward);
                map.normals[pixel] = new(
                    Vector3.Dot(normal, raster.Right), Vector3.Dot(normal, raster.Down), Vector3.Dot(normal, forward));
            }
        }
    }
}
