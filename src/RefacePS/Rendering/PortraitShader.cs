using System.Numerics;

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

    private readonly int size = map.Raster.Size;
    private readonly Vector3 toKey = Placed(KeyOnTheLeft, mirrored);
    private readonly Vector3 toFill = Placed(FillOnTheRight, mirrored);
    private readonly Vector3 halfwayToKey = Vector3.Normalize(Placed(KeyOnTheLeft, mirrored) - Vector3.UnitZ);

    /// <summary>The lit picture, as many pixels as the map has.</summary>
    public GreyPicture Shade(CancellationToken cancellationToken)
    {
        var picture = new GreyPicture(size, size, Background);
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, size, options, y =>
        {
            var row = picture.Row(y);
            for (var x = 0; x < size; x++)
            {
                if (!float.IsNaN(DepthAt(x, y)))
                {
                    row[x] = (byte)(255 * MathF.Pow(Math.Clamp(Brightness(x, y), 0, 1), Gamma) + 0.5f);
                }
            }
        });
        return picture;
    }

    private float Brightness(int x, int y)
    {
        var normal = map.Normals[y * size + x];
        var lit = Key * Math.Max(0, Vector3.Dot(normal, toKey)) + Gloss * MathF.Pow(
            Math.Max(0, Vector3.Dot(normal, halfwayToKey)), GlossExponent);
        var fill = Fill * Math.Max(0, Vector3.Dot(normal, toFill));
        return lit * KeyVisibility(x, y) + (Ambient + fill) * Openness(x, y, normal);
    }

    /// <summary>The share of the key light that reaches a pixel, 0 to 1: how far its ray clears what stands nearer to
    /// the viewer.</summary>
    private float KeyVisibility(int x, int y)
    {
        var across = MathF.Sqrt(toKey.X * toKey.X + toKey.Y * toKey.Y);
        var rise = -toKey.Z / across;
        var depth = DepthAt(x, y);
        var clearance = 0f;
        foreach (var reach in ShadowReaches)
        {
            var other = DepthBeside(x, y, toKey.X / across, toKey.Y / across, reach);
            clearance = Math.Min(clearance, (other - depth) / reach + rise);
            if (clearance <= -ShadowSoftness)
            {
                return 0;
            }
        }

        return 1 + clearance / ShadowSoftness;
    }

    /// <summary>The openness of the surface to its surroundings, 0 to 1: one less the mean sine by which its neighbours
    /// rise over its tangent plane.</summary>
    private float Openness(int x, int y, Vector3 normal)
    {
        var depth = DepthAt(x, y);
        var hidden = 0f;
        foreach (var (right, down) in CreaseDirections)
        {
            var highest = 0f;
            foreach (var reach in CreaseReaches)
            {
                var towards = new Vector3(right * reach, down * reach, DepthBeside(x, y, right, down, reach) - depth);
                highest = Math.Max(
                    highest, float.IsFinite(towards.Z) ? Vector3.Dot(normal, towards) / towards.Length() : 0);
            }

            hidden += highest;
        }

        return 1 - hidden / CreaseDirections.Length;
    }

    private static Vector3 Placed(Vector3 light, bool mirrored) =>
        mirrored ? light with { X = -light.X } : light;

    private float DepthAt(int x, int y) => map.Depths[y * size + x];

    /// <summary>Depth at a distance in mm from a pixel; infinite where there is no head.</summary>
    private float DepthBeside(int x, int y, float right, float down, float distance)
    {
        var pixels = distance / map.Raster.PixelSize;
        var (column, row) = ((int)MathF.Round(x + right * pixels), (int)MathF.Round(y + down * pixels));
        var inside = (uint)column < (uint)size && (uint)row < (uint)size;
        return inside && !float.IsNaN(DepthAt(column, row)) ? DepthAt(column, row) : float.PositiveInfinity;
    }
}
