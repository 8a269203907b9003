using System.Runtime.CompilerServices;
using System.Numerics;

namespace RefacePS.Rendering;

/// <summary>
/// Lights a depth map as a portrait photographer would: a key light from above left that casts soft shadows, a weak
/// fill light from the right, and darker creases. Directions are along right, down and forward of the picture.
/// </summary>
internal sealed class PortraitShader(DepthMap map)
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

    private static readonly Vector3 ToKey = Vector3.Normalize(new(-0.55f, -0.75f, -1));
    private static readonly Vector3 ToFill = Vector3.Normalize(new(0.9f, -0.1f, -0.8f));
    private static readonly Vector3 HalfwayToKey = Vector3.Normalize(ToKey - Vector3.UnitZ);

    /// <summary>Distances in mm at which a shadow's cause is looked for, wider apart the farther.</summary>
    private static readonly float[] ShadowReaches =
        [.. Enumerable.Range(0, 28).Select(i => 1.5f * MathF.Pow(1.145f, i))];

    /// <summary>Distances in mm over which a crease is measured.</summary>
    private static readonly float[] CreaseReaches = [1, 2.5f, 5, 9, 15];

    private static readonly (float Right, float Down)[] CreaseDirections =
        [.. Enumerable.Range(0, 8)
            .Select(i => (MathF.Cos((i + 0.5f) * MathF.PI / 4), MathF.Sin((i + 0.5f) * MathF.PI / 4)))];

    private static readonly float KeyLength = MathF.Sqrt(ToKey.X * ToKey.X + ToKey.Y * ToKey.Y);

    private readonly int size = map.Raster.Size;

    private readonly (int Right, int Down)[] shadowSteps = [.. ShadowReaches.Select(reach =>
        Step(map.Raster, ToKey.X / KeyLength * reach, ToKey.Y / KeyLength * reach))];

    private readonly (int Right, int Down)[][] creaseSteps = [.. CreaseDirections.Select(direction =>
        CreaseReaches.Select(reach => Step(map.Raster, direction.Right * reach, direction.Down * reach)).ToArray())];

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
        var lit = Key * Math.Max(0, Vector3.Dot(normal, ToKey)) + Gloss * MathF.Pow(
            Math.Max(0, Vector3.Dot(normal, HalfwayToKey)), GlossExponent);
        var fill = Fill * Math.Max(0, Vector3.Dot(normal, ToFill));
        return lit * KeyVisibility(x, y) + (Ambient + fill) * Openness(x, y, normal);
    }

    /// <summary>The share of the key light that reaches a pixel, 0 to 1: how far its ray clears what stands nearer to
    /// the viewer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float KeyVisibility(int x, int y)
    {
        var rise = -ToKey.Z / KeyLength;
        var depth = DepthAt(x, y);
        var clearance = 0f;
        for (var i = 0; i < shadowSteps.Length; i++)
        {
            clearance = Math.Min(clearance, (DepthBeside(x, y, shadowSteps[i]) - depth) / ShadowReaches[i] + rise);
            if (clearance <= -ShadowSoftness)
            {
                return 0;
            }
        }

        return 1 + clearance / ShadowSoftness;
    }

    /// <summary>The openness of the surface to its surroundings, 0 to 1: one less the mean sine by which its neighbours
    /// rise over its tangent plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Openness(int x, int y, Vector3 normal)
    {
        var depth = DepthAt(x, y);
        var hidden = 0f;
        for (var direction = 0; direction < creaseSteps.Length; direction++)
        {
            var (right, down) = CreaseDirections[direction];
            var highest = 0f;
            for (var i = 0; i < CreaseReaches.Length; i++)
            {
                var reach = CreaseReaches[i];
                var beside = DepthBeside(x, y, creaseSteps[direction][i]);
                var towards = new Vector3(right * reach, down * reach, beside - depth);
                highest = Math.Max(
                    highest, float.IsFinite(towards.Z) ? Vector3.Dot(normal, towards) / towards.Length() : 0);
            }

            hidden += highest;
        }

        return 1 - hidden / CreaseDirections.Length;
    }

    private float DepthAt(int x, int y) => map.Depths[y * size + x];

    /// <summary>A shift in mm as the nearest whole pixels.</summary>
    private static (int Right, int Down) Step(PictureRaster raster, float right, float down) =>
        ((int)MathF.Round(right / raster.PixelSize), (int)MathF.Round(down / raster.PixelSize));

    /// <summary>Depth beside a pixel; infinite where there is no head.</summary>
    private float DepthBeside(int x, int y, (int Right, int Down) step)
    {
        var (column, row) = (x + step.Right, y + step.Down);
        var inside = (uint)column < (uint)size && (uint)row < (uint)size;
        return inside && !float.IsNaN(DepthAt(column, row)) ? DepthAt(column, row) : float.PositiveInfinity;
    }
}
