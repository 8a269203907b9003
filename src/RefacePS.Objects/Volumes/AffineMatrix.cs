using System.Globalization;
using System.Runtime.CompilerServices;

namespace RefacePS;

/// <summary>
/// A 3-D affine map, the upper 3 rows of a homogeneous 4x4 matrix, row-major. An instance is named by what it maps
/// from and to (<c>grid2world</c>, <c>scan2atlas</c>); <c>b2c * a2b</c> maps a to c.
/// </summary>
public readonly record struct AffineMatrix(
    double M11, double M12, double M13, double M14,
    double M21, double M22, double M23, double M24,
    double M31, double M32, double M33, double M34)
{
    /// <summary>The map that changes nothing.</summary>
    public static AffineMatrix Identity { get; } = new(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);

    /// <summary>Element at a row (0-2) and column (0-3).</summary>
    public double this[int row, int column] => (row * 4 + column) switch
    {
        0 => M11, 1 => M12, 2 => M13, 3 => M14,
        4 => M21, 5 => M22, 6 => M23, 7 => M24,
        8 => M31, 9 => M32, 10 => M33, 11 => M34,
        _ => throw new ArgumentOutOfRangeException(nameof(row), $"({row}, {column}) is outside a 3x4 matrix."),
    };

    /// <summary>From 12 numbers, row-major.</summary>
    public static AffineMatrix FromRows(ReadOnlySpan<double> rows) => rows.Length == 12
        ? new(rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], rows[6], rows[7], rows[8], rows[9],
            rows[10], rows[11])
        : throw new ArgumentException("Expected 12 numbers, three rows of four.", nameof(rows));

    /// <summary>A shift.</summary>
    public static AffineMatrix Translation(double x, double y, double z) => new(1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z);

    /// <summary>A scaling of each axis about the origin.</summary>
    public static AffineMatrix Scale(double x, double y, double z) => new(x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0);

    /// <summary>
    /// A rotation about the origin, right-handed, in radians: first about x, then y, then z (R = Rz Ry Rx).
    /// </summary>
    public static AffineMatrix Rotation(double aboutX, double aboutY, double aboutZ)
    {
        var (sx, cx) = Math.SinCos(aboutX);
        var (sy, cy) = Math.SinCos(aboutY);
        var (sz, cz) = Math.SinCos(aboutZ);
        return new(
            cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx, 0,
            sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx, 0,
            -sy, cy * sx, cy * cx, 0);
    }

    /// <summary>The 12 numbers, row-major.</summary>
    public double[] ToRows() => [M11, M12, M13, M14, M21, M22, M23, M24, M31, M32, M33, M34];

    /// <summary>Determinant of the linear part: the factor by which volumes change; negative where handedness
    /// does.</summary>
    public double Determinant =>
        M11 * (M22 * M33 - M23 * M32) - M12 * (M21 * M33 - M23 * M31) + M13 * (M21 * M32 - M22 * M31);

    /// <summary>True if every element is finite.</summary>
    public bool IsFinite => Array.TrueForAll(ToRows(), double.IsFinite);

    /// <summary>Applies the map to a point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (double X, double Y, double Z) Apply(double x, double y, double z) => (
        M11 * x + M12 * y + M13 * z + M14,
        M21 * x + M22 * y + M23 * z + M24,
        M31 * x + M32 * y + M33 * z + M34);

    /// <summary>The inverse map.</summary>
    /// <exception cref="InvalidOperationException">The matrix is singular.</exception>
    public AffineMatrix Inverse()
    {
        var det = Determinant;
        if (!double.IsFinite(det) || det == 0)
        {
            throw new InvalidOperationException("A singular affine matrix has no inverse.");
        }

        var a11 = (M22 * M33 - M23 * M32) / det;
        var a12 = (M13 * M32 - M12 * M33) / det;
        var a13 = (M12 * M23 - M13 * M22) / det;
        var a21 = (M23 * M31 - M21 * M33) / det;
        var a22 = (M11 * M33 - M13 * M31) / det;
        var a23 = (M13 * M21 - M11 * M23) / det;
        var a31 = (M21 * M32 - M22 * M31) / det;
        var a32 = (M12 * M31 - M11 * M32) / det;
        var a33 = (M11 * M22 - M12 * M21) / det;
        return new(
            a11, a12, a13, -(a11 * M14 + a12 * M24 + a13 * M34),
            a21, a22, a23, -(a21 * M14 + a22 * M24 + a23 * M34),
            a31, a32, a33, -(a31 * M14 + a32 * M24 + a33 * M34));
    }

    /// <summary>Composition: applies <paramref name="right"/> first.</summary>
    public static AffineMatrix operator *(AffineMatrix left, AffineMatrix right)
    {
        Span<double> rows = stackalloc double[12];
        for (var r = 0; r < 3; r++)
        {
            for (var c = 0; c < 4; c++)
            {
                rows[r * 4 + c] = left[r, 0] * right[0, c] + left[r, 1] * right[1, c] + left[r, 2] * right[2, c]
                    + (c == 3 ? left[r, 3] : 0);
            }
        }

        return FromRows(rows);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", ToRows().Chunk(4).Select(
        row => string.Join(' ', row.Select(v => v.ToString("0.###", CultureInfo.InvariantCulture)))));
}
