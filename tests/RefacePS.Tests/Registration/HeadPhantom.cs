using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Registration;

/// <summary>
/// A head of ellipsoids, upright, with a nose, eyes and a neck, known at every point of the world: scans of it in any
/// pose are computed, never resampled.
/// </summary>
internal static class HeadPhantom
{
    /// <summary>Width (mm) over which tissues blend, so that a grid of 4 mm sees no steps.</summary>
    private const double Blend = 5;

    private static readonly Part[] Parts =
    [
        new(0, -10, -95, 45, 50, 60, 0.5, 0.35),
        new(0, 0, 0, 76, 96, 112, 0.9, 0.3),
        new(0, 0, 10, 70, 90, 98, 0.15, 0.1),
        new(0, -5, 20, 64, 80, 72, 0.7, 0.5),
        new(0, -55, -30, 45, 25, 20, 0.6, 0.6),
        new(0, 5, 25, 14, 30, 10, 0.25, 1),
        new(0, 100, -45, 12, 22, 20, 0.9, 0.3),
        new(-32, 78, -25, 13, 13, 13, 0.3, 0.95),
        new(32, 78, -25, 13, 13, 13, 0.3, 0.95),
        new(0, 60, -75, 28, 25, 12, 0.4, 0.7),
    ];

    /// <summary>An ellipsoid that covers those before it: centre and semi-axes in mm, and its intensity in either
    /// contrast.</summary>
    private sealed record Part(double X, double Y, double Z, double Rx, double Ry, double Rz, double T1, double T2);

    /// <summary>Points that anyone would find again in a scan: the middle of the brain, eyes, tip of the nose, crown,
    /// occiput, mouth.</summary>
    public static IReadOnlyList<(double X, double Y, double Z)> Landmarks { get; } =
        [(0, -5, 20), (-32, 78, -25), (32, 78, -25), (0, 120, -45), (0, 0, 110), (0, -95, 0), (0, 60, -75)];

    /// <summary>Intensity at a point, 0 (air) to 1: as in T1 contrast, or as in T2, where what was dark is bright and
    /// the other way round.</summary>
    private static double At(double x, double y, double z, bool isT2)
    {
        var value = 0.0;
        foreach (var part in Parts)
        {
            var (dx, dy, dz) = ((x - part.X) / part.Rx, (y - part.Y) / part.Ry, (z - part.Z) / part.Rz);
            var depth = (1 - Math.Sqrt(dx * dx + dy * dy + dz * dz)) * Math.Min(part.Rx, Math.Min(part.Ry, part.Rz));
            var share = Math.Clamp(depth / Blend + 0.5, 0, 1);
            value += share * ((isT2 ? part.T2 : part.T1) - value);
        }

        return value;
    }

    /// <summary>An upright grid that holds the whole head in any pose.</summary>
    public static VoxelGrid Grid(double spacing)
    {
        var n = (int)(288 / spacing);
        return new(n, n, n, AffineMatrix.Scale(spacing, spacing, spacing) * AffineMatrix.Translation(
            -(n - 1) / 2.0, -(n - 1) / 2.0, -(n - 1) / 2.0));
    }

    /// <summary>The phantom as it stands, values 0 to 1 as a template has them.</summary>
    public static Image Average(double spacing)
    {
        using var scan = Scan(Grid(spacing), p => p);
        return new Image(scan.Grid, scan.Voxels / 400);
    }

    /// <summary>A scan of the phantom.</summary>
    /// <param name="grid">Where.</param>
    /// <param name="world2Phantom">World of the scan to that of the phantom.</param>
    /// <param name="isT2">Its contrast.</param>
    public static Image Scan(
        VoxelGrid grid, Func<(double X, double Y, double Z), (double X, double Y, double Z)> world2Phantom,
        bool isT2 = false)
    {
        var values = new float[grid.VoxelCount];
        Parallel.For(0, grid.Nz, k =>
        {
            for (var (j, voxel) = (0, k * grid.Ny * grid.Nx); j < grid.Ny; j++)
            {
                for (var i = 0; i < grid.Nx; i++, voxel++)
                {
                    var (x, y, z) = world2Phantom(grid.Grid2World.Apply(i, j, k));
                    values[voxel] = (float)(400 * At(x, y, z, isT2));
                }
            }
        });
        return Image.FromValues(grid, values, CPU);
    }

    /// <summary>The farthest that a map carries a landmark from where another one does, mm.</summary>
    public static double LargestError(AffineMatrix found, AffineMatrix phantom2Scan) => Landmarks.Max(landmark =>
    {
        var (sx, sy, sz) = phantom2Scan.Apply(landmark.X, landmark.Y, landmark.Z);
        var (x, y, z) = found.Apply(sx, sy, sz);
        return Math.Sqrt(Math.Pow(x - landmark.X, 2) + Math.Pow(y - landmark.Y, 2) + Math.Pow(z - landmark.Z, 2));
    });
}
