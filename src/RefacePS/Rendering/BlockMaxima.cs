using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RefacePS.Rendering;

/// <summary>The largest value that interpolation can give in each block of a field, so that rays cross empty blocks in
/// one step.</summary>
internal sealed class BlockMaxima
{
    /// <summary>Grid points along the edge of a block, as many as a vector has lanes.</summary>
    public const int Edge = 8;

    private readonly float[] maxima;
    private readonly float[] widened;
    private readonly int nx;
    private readonly int ny;
    private readonly int nz;

    public BlockMaxima(ScalarField field)
    {
        (nx, ny, nz) = ((field.Nx - 1) / Edge + 1, (field.Ny - 1) / Edge + 1, (field.Nz - 1) / Edge + 1);
        (maxima, widened) = (new float[nx * ny * nz], new float[nx * ny * nz]);
        Parallel.For(0, maxima.Length, block =>
            maxima[block] = Maximum(field, block % nx * Edge, block / nx % ny * Edge, block / nx / ny * Edge));
        Parallel.For(0, maxima.Length, block =>
            widened[block] = MaximumAround(block % nx, block / nx % ny, block / nx / ny));
    }

    /// <summary>True if every position in the block of <paramref name="position"/> interpolates to no more than a
    /// level.</summary>
    public bool IsEmpty(Vector3 position, float level) =>
        maxima[((int)position.Z / Edge * ny + (int)position.Y / Edge) * nx + (int)position.X / Edge] <= level;

    /// <summary>True if every position no farther than <see cref="Edge"/> from another, along each axis, interpolates
    /// to no more than a level. The other may lie outside of the field, by as much.</summary>
    public bool IsEmptyAround(Vector3 position, float level)
    {
        var x = Math.Clamp((int)MathF.Floor(position.X / Edge), 0, nx - 1);
        var y = Math.Clamp((int)MathF.Floor(position.Y / Edge), 0, ny - 1);
        var z = Math.Clamp((int)MathF.Floor(position.Z / Edge), 0, nz - 1);
        return widened[(z * ny + y) * nx + x] <= level;
    }

    /// <summary>The number of <paramref name="direction"/> lengths that lead from a position out of its
    /// block.</summary>
    public static float DistanceToExit(Vector3 position, Vector3 direction) => Math.Min(
        AxisExit(position.X, direction.X),
        Math.Min(AxisExit(position.Y, direction.Y), AxisExit(position.Z, direction.Z)));

    private static float AxisExit(float position, float direction)
    {
        var low = MathF.Floor(position / Edge) * Edge;
        return direction > 0 ? (low + Edge - position) / direction
            : direction < 0 ? (low - position) / direction
            : float.PositiveInfinity;
    }

    private float MaximumAround(int x, int y, int z)
    {
        var maximum = float.NegativeInfinity;
        for (var k = Math.Max(0, z - 1); k <= Math.Min(nz - 1, z + 1); k++)
        {
            for (var j = Math.Max(0, y - 1); j <= Math.Min(ny - 1, y + 1); j++)
            {
                for (var i = Math.Max(0, x - 1); i <= Math.Min(nx - 1, x + 1); i++)
                {
                    maximum = Math.Max(maximum, maxima[(k * ny + j) * nx + i]);
                }
            }
        }

        return maximum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Maximum(ScalarField field, int x, int y, int z)
    {
        var maximum = float.NegativeInfinity;
        var lanes = Vector256.Create(maximum);
        for (var k = z; k <= Math.Min(z + Edge, field.Nz - 1); k++)
        {
            for (var j = y; j <= Math.Min(y + Edge, field.Ny - 1); j++)
            {
                ReadOnlySpan<float> row = field.Values.AsSpan(
                    (k * field.Ny + j) * field.Nx + x, Math.Min(Edge + 1, field.Nx - x));
                var rest = row;
                if (row.Length >= Edge)
                {
                    lanes = Vector256.Max(lanes, Vector256.Create(row));
                    rest = row[Edge..];
                }

                foreach (var value in rest)
                {
                    maximum = Math.Max(maximum, value);
                }
            }
        }

        for (var lane = 0; lane < Edge; lane++)
        {
            maximum = Math.Max(maximum, lanes[lane]);
        }

        return maximum;
    }
}
