using System.Runtime.CompilerServices;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace RefacePS.Rendering;

/// <summary>The largest value that interpolation can give in each block of a field, so that rays cross empty blocks in
/// one step.</summary>
internal sealed class BlockMaxima
{
    /// <summary>Grid points along the edge of a block, as many as a vector has lanes.</summary>
    private const int Edge = 8;

    private readonly float[] maxima;
    private readonly int nx;
    private readonly int ny;

    public BlockMaxima(ScalarField field)
    {
        (nx, ny) = ((field.Nx - 1) / Edge + 1, (field.Ny - 1) / Edge + 1);
        var nz = (field.Nz - 1) / Edge + 1;
        maxima = new float[nx * ny * nz];
        Parallel.For(0, maxima.Length, block =>
            maxima[block] = Maximum(field, block % nx * Edge, block / nx % ny * Edge, block / nx / ny * Edge));
    }

    /// <summary>True if every position in the block of <paramref name="position"/> interpolates to no more than a
    /// level.</summary>
    public bool IsEmpty(Vector3 position, float level) =>
        maxima[((int)position.Z / Edge * ny + (int)position.Y / Edge) * nx + (int)position.X / Edge] <= level;

    /// <summary>The number of <paramref name="direction"/> lengths that lead from a position out of its
    /// block.</summary>
    public static float DistanceToExit(Vector3 position, Vector3 direction) => Math.Min(
        AxisExit(position.X, direction.X),
        Math.Min(AxisExit(position.Y, direction.Y), AxisExit(position.Z, direction.Z)));

    private static float AxisExit(float position, float direction)
    {
        var low = (int)position / Edge * Edge;
        return direction > 0 ? (low + Edge - position) / direction
            : direction < 0 ? (low - position) / direction
            : float.PositiveInfinity;
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
