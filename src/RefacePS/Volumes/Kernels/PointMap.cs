using System.Runtime.CompilerServices;

namespace RefacePS.Volumes.Kernels;

/// <summary>An affine map in single precision, for loops over points.</summary>
internal readonly struct PointMap
{
    private readonly float m11, m12, m13, m14, m21, m22, m23, m24, m31, m32, m33, m34;

    public PointMap(AffineMatrix map)
    {
        (m11, m12, m13, m14) = ((float)map.M11, (float)map.M12, (float)map.M13, (float)map.M14);
        (m21, m22, m23, m24) = ((float)map.M21, (float)map.M22, (float)map.M23, (float)map.M24);
        (m31, m32, m33, m34) = ((float)map.M31, (float)map.M32, (float)map.M33, (float)map.M34);
    }

    /// <summary>The image of a point under the map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (float X, float Y, float Z) Apply(float x, float y, float z) => (
        m11 * x + m12 * y + m13 * z + m14,
        m21 * x + m22 * y + m23 * z + m24,
        m31 * x + m32 * y + m33 * z + m34);
}
