using System.Runtime.CompilerServices;
using RefacePS.Compute;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace RefacePS.Volumes.Kernels;

/// <summary>Gradients of images in world space.</summary>
internal static unsafe class Gradients
{
    /// <summary>Central differences, per mm; at the edges an index axis has none.</summary>
    /// <param name="from">The image.</param>
    /// <param name="grid">Its grid.</param>
    /// <param name="to">Filled in: x, y and z, each an image.</param>
    public static void Fill(float* from, VoxelGrid grid, float* to)
    {
        // d/dworld = (world2grid linear part) transposed times d/dindex.
        var m = grid.World2Grid;
        var transposed = new PointMap(new AffineMatrix(
            m.M11, m.M21, m.M31, 0, m.M12, m.M22, m.M32, 0, m.M13, m.M23, m.M33, 0));
        var (nx, ny, nz, voxels) = (grid.Nx, grid.Ny, grid.Nz, (nint)grid.VoxelCount);
        var slice = (nint)nx * ny;
        Slabs.Run(nz, 1, [MethodImpl(AggressiveOptimization)] (k, _) =>
        {
            for (var j = 0; j < ny; j++)
            {
                var row = k * slice + (nint)j * nx;
                for (var i = 0; i < nx; i++)
                {
                    var here = from + row + i;
                    var (x, y, z) = transposed.Apply(
                        Slope(here, 1, i, nx), Slope(here, nx, j, ny), Slope(here, slice, k, nz));
                    (to[row + i], to[voxels + row + i], to[2 * voxels + row + i]) = (x, y, z);
                }
            }
        });
    }

    private static float Slope(float* here, nint step, int index, int count) =>
        index > 0 && index < count - 1 ? (here[step] - here[-step]) * 0.5f : 0;
}
