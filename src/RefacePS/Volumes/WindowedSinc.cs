using RefacePS.Compute;

namespace RefacePS.Volumes;

/// <summary>
/// Interpolation by Lanczos's windowed sinc of radius 3 (Duchon, J. Appl. Meteorol. 18:1016, 1979), which blurs far
/// less than the linear one.
/// </summary>
internal static class WindowedSinc
{
    private const int Radius = 3;

    /// <summary>Values of a grid at other places of the same grid.</summary>
    /// <param name="values">Values, x fastest.</param>
    /// <param name="grid">The grid of values and result.</param>
    /// <param name="index2Index">From a voxel of the result to where its value is taken. Beyond the edge, the edge goes
    /// on.</param>
    public static float[] Resample(float[] values, VoxelGrid grid, AffineMatrix index2Index)
    {
        var moved = new float[values.Length];
        Slabs.Run(grid.Nz, 1, (k, _) =>
        {
            for (var j = 0; j < grid.Ny; j++)
            {
                for (var i = 0; i < grid.Nx; i++)
                {
                    var (u, v, w) = index2Index.Apply(i, j, k);
                    moved[(k * grid.Ny + j) * grid.Nx + i] = At(values, grid, u, v, w);
                }
            }
        });
        return moved;
    }

    private static float At(float[] values, VoxelGrid grid, double x, double y, double z)
    {
        Span<double> alongX = stackalloc double[2 * Radius];
        Span<double> alongY = stackalloc double[2 * Radius];
        Span<double> alongZ = stackalloc double[2 * Radius];
        var (i, j, k) = (Weights(x, alongX), Weights(y, alongY), Weights(z, alongZ));
        var sum = 0.0;
        for (var c = 0; c < 2 * Radius; c++)
        {
            for (var b = 0; b < 2 * Radius; b++)
            {
                var line = (Math.Clamp(k + c, 0, grid.Nz - 1) * grid.Ny + Math.Clamp(j + b, 0, grid.Ny - 1)) * grid.Nx;
                var weight = alongZ[c] * alongY[b];
                for (var a = 0; a < 2 * Radius; a++)
                {
                    sum += weight * alongX[a] * values[line + Math.Clamp(i + a, 0, grid.Nx - 1)];
                }
            }
        }

        return (float)sum;
    }

    /// <summary>The index of the first voxel, and weights that sum to 1.</summary>
    private static int Weights(double position, Span<double> weights)
    {
        var first = (int)Math.Floor(position) - Radius + 1;
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            var distance = position - first - i;
            weights[i] = Sinc(distance) * Sinc(distance / Radius);
            sum += weights[i];
        }

        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] /= sum;
        }

        return first;
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
