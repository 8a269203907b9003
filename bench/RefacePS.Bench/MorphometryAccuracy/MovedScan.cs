using RefacePS.Volumes;

namespace RefacePS.Bench.MorphometryAccuracy;

/// <summary>
/// A scan as it would be had the head lain otherwise: turned and shifted on its own grid. Between voxels Lanczos's windowed sinc is taken:
/// linear interpolation would blur the scan, and the blur would be measured.
/// </summary>
internal static class MovedScan
{
    private const int Radius = 3;

    /// <summary>Moves a scan.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="turn">Degrees about the axis to the right and about the axis up, at the centre of the grid.</param>
    /// <param name="shift">Voxels along every axis.</param>
    public static Volume Create(Volume scan, double turn, double shift)
    {
        var grid = scan.Grid;
        var (x, y, z) = grid.Centre;
        var angle = double.DegreesToRadians(turn);
        var motion = AffineMatrix.Translation(x, y, z) * AffineMatrix.Rotation(angle, 0, angle) * AffineMatrix.Translation(-x, -y, -z);
        var index2Index = AffineMatrix.Translation(shift, shift, shift) * grid.World2Grid * motion * grid.Grid2World;
        var values = VoxelConversion.ToFloat(scan);
        var moved = new float[values.Length];
        Parallel.For(0, grid.Nz, k =>
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
        var stored = new byte[scan.Voxels.Length];
        VoxelConversion.Encode(moved, scan, stored);
        return scan.WithVoxels(stored);
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
