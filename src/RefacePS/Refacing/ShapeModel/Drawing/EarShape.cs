using System.Runtime.CompilerServices;
using RefacePS.Refacing.Faces;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// An artificial ear: a leaf that is fixed in front and stands off behind, with a rim round it and a bowl in the
/// middle. The average of many ears is a blur, since no two of them lie alike. It is nobody's: its measures are those
/// of adults (about 60 mm high, 32 mm wide), and its size is drawn.
/// </summary>
/// <param name="size">Times that of the usual ear.</param>
internal sealed class EarShape(double size)
{
    /// <summary>The middle of the ear in the atlas (y, z), mm, and the angle by which its top leans back.</summary>
    private const double MiddleY = 0, MiddleZ = -45, Lean = 12;

    /// <summary>Half of height and width, mm, and the share by which the lobe is narrower.</summary>
    private const double HalfHeight = 29, HalfWidth = 16, LobeNarrowing = 0.3;

    /// <summary>Distance of the leaf from the scalp in front (mm), and what it gains with each mm towards the
    /// back.</summary>
    private const double FrontOffset = 3, StandOff = 0.4;

    /// <summary>Thickness of leaf and rim, mm.</summary>
    private const double Leaf = 4, Rim = 3.5;

    /// <summary>Radius of the rim and half of its width, as shares of the outline.</summary>
    private const double RimAt = 0.88, RimWidth = 0.14;

    /// <summary>The bowl: how far before and below the middle it lies, half of its width and height, and its depth, mm.
    /// </summary>
    private const double BowlForward = 3, BowlDown = 5, BowlHalfWidth = 8, BowlHalfHeight = 12, BowlDepth = 5;

    /// <summary>Width (mm), from the front, that is fixed to the scalp.</summary>
    private const double Root = 9;

    /// <summary>Keeps the size from the numbers that the noise of voxels takes.</summary>
    private const ulong Stream = 0x3C6E_F372_FE94_F82B;
    private const double SizeDeviation = 0.05;

    private static readonly (double Sine, double Cosine) leaning = Math.SinCos(double.DegreesToRadians(Lean));

    /// <summary>An ear of a size that chance gives.</summary>
    public static EarShape Draw(VoxelNoise noise) =>
        new(1 + SizeDeviation * Math.Clamp(new VoxelNoise(noise.Seed ^ Stream).Normal(0), -2, 2));

    /// <summary>The farthest (mm) that it reaches from the scalp.</summary>
    public double Reach => size * (FrontOffset + StandOff * 2 * HalfWidth + Leaf);

    /// <summary>Distance (mm, approximate) of a point from the surface of the ear, positive inside.</summary>
    /// <param name="outward">Distance of the point from the scalp, mm, positive outside.</param>
    /// <param name="y">Anterior, mm of the atlas.</param>
    /// <param name="z">Superior, mm of the atlas.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double DepthAt(double outward, double y, double z)
    {
        var (forward, upward, height) = ((y - MiddleY) / size, (z - MiddleZ) / size, outward / size);
        var up = upward * leaning.Cosine - forward * leaning.Sine;
        var back = -forward * leaning.Cosine - upward * leaning.Sine;
        var width = HalfWidth * (1 - LobeNarrowing * Math.Clamp(-up / HalfHeight, 0, 1));
        var radius = Ellipse(back, up, width, HalfHeight);
        var inOutline = (1 - radius) * width;
        var leaf = FrontOffset + StandOff * (back + HalfWidth);
        var rim = Math.Max(0, 1 - Math.Abs(radius - RimAt) / RimWidth);

        // The leaf with its rim sinks towards the bowl, whose floor and front are fixed to the scalp.
        var toBowl = Ellipse(back + BowlForward, up + BowlDown, BowlHalfWidth, BowlHalfHeight);
        var sunk = leaf - BowlDepth * Math.Clamp(1.4 - toBowl, 0, 1);
        var ofLeaf = (Leaf + Rim * rim) / 2 - Math.Abs(height - sunk);
        var floor = Math.Min(sunk - height, (1.2 - toBowl) * BowlHalfWidth);
        var root = Math.Min(sunk - height, Root - width - back);
        return size * Math.Min(inOutline, Math.Max(ofLeaf, Math.Max(floor, root)));
    }

    /// <summary>Radius of a point as a share of an ellipse's.</summary>
    private static double Ellipse(double x, double y, double halfWidth, double halfHeight) =>
        Math.Sqrt(x * x / (halfWidth * halfWidth) + y * y / (halfHeight * halfHeight));
}
