using System.Numerics;

namespace RefacePS.Rendering;

/// <summary>Affine maps of single-precision vectors, which rays and pixels are made of.</summary>
internal static class AffineVectors
{
    /// <summary>Applies a map to a point.</summary>
    public static Vector3 MapPoint(this AffineMatrix m, Vector3 point) =>
        MapDirection(m, point) + new Vector3((float)m.M14, (float)m.M24, (float)m.M34);

    /// <summary>Applies the linear part of a map to a direction.</summary>
    public static Vector3 MapDirection(this AffineMatrix m, Vector3 direction) => new(
        (float)(m.M11 * direction.X + m.M12 * direction.Y + m.M13 * direction.Z),
        (float)(m.M21 * direction.X + m.M22 * direction.Y + m.M23 * direction.Z),
        (float)(m.M31 * direction.X + m.M32 * direction.Y + m.M33 * direction.Z));

    /// <summary>Applies the transposed linear part of a map: brings a gradient from the map's target space to its
    /// source space.</summary>
    public static Vector3 PullGradient(this AffineMatrix m, Vector3 gradient) => new(
        (float)(m.M11 * gradient.X + m.M21 * gradient.Y + m.M31 * gradient.Z),
        (float)(m.M12 * gradient.X + m.M22 * gradient.Y + m.M32 * gradient.Z),
        (float)(m.M13 * gradient.X + m.M23 * gradient.Y + m.M33 * gradient.Z));
}
