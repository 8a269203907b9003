using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RefacePS.Rendering;

/// <summary>
/// Lights a depth map as a portrait photographer would: a key light from above left that casts soft shadows, a weak
/// fill light from the right, and darker creases. Directions are along right, down and forward of the picture.
/// </summary>
/// <param name="map">What is lit.</param>
/// <param name="mirrored">Whether the key light stands on the right, and the fill light on the left.</param>
internal sealed class PortraitShader(DepthMap map, bool mirrored = false)
{
    private const byte Background = 30;

    // Shares of full brightness; all of this was set by eye until faces read well at 1 mm and at 2 mm.
    private const float Ambient = 0.10f;
    private const float Key = 0.62f;
    private const float Fill = 0.12f;
    private const float Gloss = 0.10f;
    private const float GlossExponent = 24;
    private const float Gamma = 1 / 1.7f;

    /// <summary>The slope by which the key light's ray must run into something before it is quite dark.</summary>
    private const float ShadowSoftness = 0.12f;

    private static readonly Vector3 KeyOnTheLeft = Vector3.Normalize(new(-0.55f, -0.75f, -1));
    private static readonly Vector3 FillOnTheRight = Vector3.Normalize(new(0.9f, -0.1f, -0.8f));

    /// <summary>Distances in mm at which a shadow's cause is looked for, wider apart the farther.</summary>
    private static readonly float[] ShadowReaches =
        [.. Enumerable.Range(0, 28).Select(i => 1.5f * MathF.Pow(1.145f, i))];

    /// <summary>Distances in mm over which a crease is measured.</summary>
    private static readonly float[] CreaseReaches = [1, 2.5f, 5, 9, 15];

    private static readonly (float Right, float Down)[] CreaseDirections =
        [.. Enumerable.Range(0, 8)
            .Select(i => (MathF.Cos((i + 0.5f) * MathF.PI / 4), MathF.Sin((i + 0.5f) * MathF.PI / 4)))];

    private static int Width => Vector256<float>.Count;

    private readonly int size = map.Raster.Size;
    private readonly PaddedDepths depths = new(map, MarginOf(map.Raster));
    private readonly Vector3 toKey = Placed(KeyOnTheLeft, mirrored);
    private readonly Vector3 toFill = Placed(FillOnTheRight, mirrored);
    private readonly Vector3 halfwayToKey = Vector3.Normalize(Placed(KeyOnTheLeft, mirrored) - Vector3.UnitZ);

    /// <summary>The lit picture, as many pixels as the map has.</summary>
    public GreyPicture Shade(CancellationToken cancellationToken)
    {
        var picture = new GreyPicture(size, size, Background);
        var (shadows, creases) = (Shadows(), Creases());
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, size, options, y => ShadeRow(y, picture.Row(y), shadows, creases));
        return picture;
    }

    private void ShadeRow(int y, Span<byte> row, Tap[] shadows, Tap[] creases)
    {
        Span<float> visible = stackalloc float[Width];
        Span<float> open = stackalloc float[Width];
        for (var start = 0; start < size; start += Width)
        {
            var pixels = Math.Min(Width, size - start);
            var depth = Vector256.Create(depths.Values, depths.IndexOf(start, y));
            if (Vector256.EqualsAll(depth, Vector256.Create(float.PositiveInfinity)))
            {
                continue;
            }

            var normals = map.Normals.Slice(y * size + start, pixels);
            KeyVisibility(depth, start, y, shadows).CopyTo(visible);
            Openness(depth, normals, start, y, creases).CopyTo(open);
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                if (float.IsFinite(depth[pixel]))
                {
                    var brightness = Brightness(normals[pixel], visible[pixel], open[pixel]);
                    row[start + pixel] = (byte)(255 * MathF.Pow(Math.Clamp(brightness, 0, 1), Gamma) + 0.5f);
                }
            }
        }
    }

    private float Brightness(Vector3 normal, float visible, float open)
    {
        var lit = Key * Math.Max(0, Vector3.Dot(normal, toKey)) + Gloss * MathF.Pow(
            Math.Max(0, Vector3.Dot(normal, halfwayToKey)), GlossExponent);
        var fill = Fill * Math.Max(0, Vector3.Dot(normal, toFill));
        return lit * visible + (Ambient + fill) * open;
    }

    /// <summary>The share of the key light that reaches pixels, 0 to 1: how far its ray clears what stands nearer to
    /// the viewer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector256<float> KeyVisibility(Vector256<float> depth, int x, int y, Tap[] shadows)
    {
        var (values, here) = (depths.Values, depths.IndexOf(x, y));
        var rise = Vector256.Create(-toKey.Z / Across);
        var clearance = Vector256<float>.Zero;
        foreach (var tap in shadows)
        {
            var other = Vector256.Create(values, here + tap.Offset);
            clearance = Vector256.Min(clearance, (other - depth) / Vector256.Create(tap.Reach) + rise);
        }

        var visible = Vector256<float>.One + clearance / Vector256.Create(ShadowSoftness);
        return Vector256.Max(Vector256<float>.Zero, visible);
    }

    /// <summary>The openness of the surface to its surroundings, 0 to 1: one less the mean sine by which its neighbours
    /// rise over its tangent plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector256<float> Openness(
        Vector256<float> depth, ReadOnlySpan<Vector3> normals, int x, int y, Tap[] creases)
    {
        var (values, here) = (depths.Values, depths.IndexOf(x, y));
        var (normalX, normalY, normalZ) = Components(normals);
        var hidden = Vector256<float>.Zero;
        for (var direction = 0; direction < creases.Length; direction += CreaseReaches.Length)
        {
            var highest = Vector256<float>.Zero;
            foreach (var tap in creases.AsSpan(direction, CreaseReaches.Length))
            {
                var behind = Vector256.Create(values, here + tap.Offset) - depth;
                var along = normalX * Vector256.Create(tap.Right) + normalY * Vector256.Create(tap.Down)
                    + normalZ * behind;
                var sine = along / Vector256.Sqrt(Vector256.Create(tap.Reach * tap.Reach) + behind * behind);
                // Where no head is, it is no number, which is not greater.
                highest = Vector256.ConditionalSelect(Vector256.GreaterThan(sine, highest), sine, highest);
            }

            hidden += highest;
        }

        return Vector256<float>.One - hidden / Vector256.Create((float)CreaseDirections.Length);
    }

    private static (Vector256<float> X, Vector256<float> Y, Vector256<float> Z) Components(
        ReadOnlySpan<Vector3> normals)
    {
        Span<float> components = stackalloc float[3 * Width];
        components.Clear();
        for (var pixel = 0; pixel < normals.Length; pixel++)
        {
            (components[pixel], components[Width + pixel], components[2 * Width + pixel]) =
                (normals[pixel].X, normals[pixel].Y, normals[pixel].Z);
        }

        return (Vector256.Create<float>(components), Vector256.Create<float>(components[Width..]),
            Vector256.Create<float>(components[(2 * Width)..]));
    }

    /// <summary>Length that the key light's ray goes across the picture for each mm.</summary>
    private float Across => MathF.Sqrt(toKey.X * toKey.X + toKey.Y * toKey.Y);

    private Tap[] Shadows() => Array.ConvertAll(
        ShadowReaches, reach => TapAt(toKey.X / Across, toKey.Y / Across, reach));

    /// <summary>The taps of a direction after those of another.</summary>
    private Tap[] Creases() => [.. CreaseDirections.SelectMany(direction =>
        CreaseReaches.Select(reach => TapAt(direction.Right, direction.Down, reach)))];

    private Tap TapAt(float right, float down, float reach)
    {
        var pixels = reach / map.Raster.PixelSize;
        return new(depths.OffsetOf(right * pixels, down * pixels), right * reach, down * reach, reach);
    }

    /// <summary>Pixels from the farthest tap to the picture, and those that fill up the last vector of a row.</summary>
    private static int MarginOf(PictureRaster raster) =>
        (int)MathF.Ceiling(ShadowReaches[^1] / raster.PixelSize) + Width;

    private static Vector3 Placed(Vector3 light, bool mirrored) =>
        mirrored ? light with { X = -light.X } : light;

    /// <summary>A place beside a pixel whose depth is asked.</summary>
    /// <param name="Offset">Where it is in the padded depths, from the pixel on.</param>
    /// <param name="Right">Distance to the right, mm.</param>
    /// <param name="Down">Distance down, mm.</param>
    /// <param name="Reach">Distance in all, mm.</param>
    private readonly record struct Tap(int Offset, float Right, float Down, float Reach);
}
