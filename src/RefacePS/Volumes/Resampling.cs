using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RefacePS.Volumes;

/// <summary>
/// Moving images between grids. Points are voxel indices or world positions in rows of (x, y, z); an integer index is
/// a voxel centre. Outside the image the nearest edge voxel is taken.
/// </summary>
public static class Resampling
{
    /// <summary>
    /// Voxel indices of a grid to the normalised coordinates of <c>grid_sample</c> with <c>align_corners</c>:
    /// -1 is the centre of the first voxel and +1 that of the last.
    /// </summary>
    private static AffineMatrix IndexToNormalised(VoxelGrid grid)
    {
        var (sx, sy, sz) = (Step(grid.Nx), Step(grid.Ny), Step(grid.Nz));
        return new(sx, 0, 0, -1, 0, sy, 0, -1, 0, 0, sz, -1);

        static double Step(int n) => 2.0 / Math.Max(1, n - 1);
    }

    /// <summary>Trilinear values at world points.</summary>
    /// <param name="channels">Images of one grid, [C, Nz, Ny, Nx].</param>
    /// <param name="grid">Their grid.</param>
    /// <param name="worldPoints">Points in mm, [N, 3].</param>
    /// <returns>Values, [C, N].</returns>
    public static Tensor SampleWorld(Tensor channels, VoxelGrid grid, Tensor worldPoints)
    {
        using var scope = NewDisposeScope();
        return Sample(channels, Transform(worldPoints, IndexToNormalised(grid) * grid.World2Grid))
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Trilinear values, [C, N], at points in normalised coordinates, [N, 3]. On a CPU <c>grid_sample</c> gives each
    /// item of a batch to one thread, so the points are dealt out to as many items as there are threads; every value is
    /// the same however many these are.
    /// </summary>
    private static Tensor Sample(Tensor channels, Tensor points)
    {
        var (count, items) = (points.shape[0], Math.Max(1, get_num_threads()));
        var share = Math.Max(1, (count + items - 1) / items);
        var dealt = pad(points, [0, 0, 0, share * items - count]).reshape(items, 1, 1, share, 3);
        var values = grid_sample(
            channels.unsqueeze(0).expand(items, -1, -1, -1, -1), dealt, GridSampleMode.Bilinear,
            GridSamplePaddingMode.Border, align_corners: true);
        return values.permute(1, 0, 2, 3, 4).reshape(channels.shape[0], -1).narrow(1, 0, count);
    }

    /// <summary>Applies an affine map to points in rows, [N, 3].</summary>
    public static Tensor Transform(Tensor points, AffineMatrix map)
    {
        using var scope = NewDisposeScope();
        var rows = tensor(Array.ConvertAll(map.ToRows(), v => (float)v), [3, 4]).to(points.device);
        return (points.matmul(rows[TensorIndex.Colon, TensorIndex.Slice(0, 3)].t()) + rows[TensorIndex.Colon, 3])
            .MoveToOuterDisposeScope();
    }

    /// <summary>Marks the places that lie in a grid, [N] bool.</summary>
    /// <param name="index">Grid coordinates, [N, 3]: whole numbers are voxel centres.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="margin">Voxels by which it reaches beyond its outermost centres: 0.5 are whole voxels.</param>
    public static Tensor IsInGrid(Tensor index, VoxelGrid grid, float margin = 0)
    {
        ArgumentNullException.ThrowIfNull(grid);
        using var scope = NewDisposeScope();
        var end = tensor(new[] { grid.Nx - 1 + margin, grid.Ny - 1 + margin, grid.Nz - 1 + margin }).to(index.device);
        return ((index >= -margin) & (index <= end)).all(1).MoveToOuterDisposeScope();
    }

    /// <summary>World positions (mm) of all voxels of a grid, [Nz * Ny * Nx, 3], x fastest.</summary>
    public static Tensor WorldPoints(VoxelGrid grid, Device device)
    {
        using var scope = NewDisposeScope();
        var axes = meshgrid(
            [arange(grid.Nz, float32, device), arange(grid.Ny, float32, device), arange(grid.Nx, float32, device)],
            indexing: "ij");
        var indices = stack([axes[2], axes[1], axes[0]], dim: 3).reshape(-1, 3);
        return Transform(indices, grid.Grid2World).MoveToOuterDisposeScope();
    }

    /// <summary>Trilinear resampling of an image onto another grid.</summary>
    /// <param name="image">The image to read.</param>
    /// <param name="target">The grid to fill.</param>
    /// <param name="target2ImageWorld">World of the target to world of the image, in mm.</param>
    public static Image ToGrid(Image image, VoxelGrid target, AffineMatrix target2ImageWorld) =>
        new(target, ToGrid(image.Voxels.unsqueeze(0), image.Grid, target, target2ImageWorld).squeeze(0));

    /// <summary>Trilinear resampling of several images of one grid, [C, Nz, Ny, Nx], onto another grid.</summary>
    public static Tensor ToGrid(Tensor channels, VoxelGrid grid, VoxelGrid target, AffineMatrix target2ImageWorld)
    {
        using var scope = NewDisposeScope();
        var map = IndexToNormalised(grid) * grid.World2Grid * target2ImageWorld * target.Grid2World * IndexToNormalised(
            target).Inverse();
        var theta = tensor(Array.ConvertAll(map.ToRows(), v => (float)v), [1, 3, 4]).to(channels.device);
        var points = affine_grid(theta, [1, 1, target.Nz, target.Ny, target.Nx], align_corners: true);
        return Sample(channels, points.reshape(-1, 3)).reshape(channels.shape[0], target.Nz, target.Ny, target.Nx)
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The image averaged onto a coarser grid with nearly cubic voxels. Every output voxel is the mean of the input
    /// voxels it covers, so nothing is aliased; an axis already coarser than that is repeated instead.
    /// </summary>
    /// <param name="image">The image to shrink.</param>
    /// <param name="spacing">Voxel size wanted, in mm.</param>
    public static Image Shrink(Image image, double spacing)
    {
        using var scope = NewDisposeScope();
        var target = ShrunkGrid(image.Grid, spacing);
        var pooled = adaptive_avg_pool3d(image.Voxels.unsqueeze(0), [target.Nz, target.Ny, target.Nx]).squeeze(0);
        return new Image(target, pooled);
    }

    /// <summary>The grid over the same field of view with voxels as close to <paramref name="spacing"/> mm as whole
    /// numbers of voxels allow.</summary>
    public static VoxelGrid ShrunkGrid(VoxelGrid grid, double spacing)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var nx = Count(grid.Nx, grid.VoxelSize[0]);
        var ny = Count(grid.Ny, grid.VoxelSize[1]);
        var nz = Count(grid.Nz, grid.VoxelSize[2]);
        var (fx, fy, fz) = ((double)grid.Nx / nx, (double)grid.Ny / ny, (double)grid.Nz / nz);
        var coarse2Fine = new AffineMatrix(fx, 0, 0, (fx - 1) / 2, 0, fy, 0, (fy - 1) / 2, 0, 0, fz, (fz - 1) / 2);
        return new VoxelGrid(nx, ny, nz, grid.Grid2World * coarse2Fine);

        int Count(int n, double size) => Math.Max(1, (int)Math.Round(n * size / spacing));
    }

    /// <summary>Values of a <see cref="ShrunkGrid"/> interpolated (trilinear) back to the grid that it covers, [Nz, Ny,
    /// Nx].</summary>
    /// <param name="values">Values, [N] or [Nz, Ny, Nx], x fastest.</param>
    /// <param name="shrunk">Their grid.</param>
    /// <param name="grid">The finer grid.</param>
    public static Tensor Refine(Tensor values, VoxelGrid shrunk, VoxelGrid grid) => interpolate(
        values.reshape(1, 1, shrunk.Nz, shrunk.Ny, shrunk.Nx), [grid.Nz, grid.Ny, grid.Nx],
        mode: InterpolationMode.Trilinear, align_corners: false)
        .squeeze(0).squeeze(0);

    /// <summary>
    /// Gradient in world space (per mm) of an image by central differences: [3, Nz, Ny, Nx], rows x, y, z.
    /// </summary>
    public static Tensor WorldGradient(Image image)
    {
        using var scope = NewDisposeScope();
        var v = image.Voxels;
        var byIndex = stack([Central(v, 2), Central(v, 1), Central(v, 0)]).reshape(3, -1);
        // d/dworld = (world2grid linear part) transposed times d/dindex.
        var m = image.Grid.World2Grid;
        var linear = tensor(
            new[] { (float)m.M11, (float)m.M12, (float)m.M13, (float)m.M21, (float)m.M22, (float)m.M23, (float)m.M31,
                (float)m.M32, (float)m.M33 }, [3, 3]).to(v.device);
        return linear.t().matmul(byIndex).reshape(3, v.shape[0], v.shape[1], v.shape[2]).MoveToOuterDisposeScope();

        static Tensor Central(Tensor t, int dim)
        {
            var n = t.shape[dim];
            var result = zeros_like(t);
            if (n > 2)
            {
                result.narrow(dim, 1, n - 2).copy_((t.narrow(dim, 2, n - 2) - t.narrow(dim, 0, n - 2)) * 0.5f);
            }

            return result;
        }
    }

    /// <summary>
    /// Separable Gaussian smoothing of [C, Nz, Ny, Nx] channels; edges are repeated. Each axis is one product with a
    /// small banded matrix, which on coarse grids is several times as fast as a convolution with one channel.
    /// </summary>
    /// <param name="channels">Images, smoothed one by one.</param>
    /// <param name="sigma">Standard deviation in voxels; 0 leaves the images as they are.</param>
    public static Tensor Smooth(Tensor channels, double sigma)
    {
        if (sigma <= 0)
        {
            return channels.alias();
        }

        using var scope = NewDisposeScope();
        var (c, nz, ny, nx) = (channels.shape[0], channels.shape[1], channels.shape[2], channels.shape[3]);
        var alongX = channels.matmul(GaussianMatrix(nx, sigma, channels.device).t());
        var alongY = GaussianMatrix(ny, sigma, channels.device).matmul(alongX);
        var alongZ = GaussianMatrix(nz, sigma, channels.device).matmul(alongY.reshape(c, nz, ny * nx));
        return alongZ.reshape(c, nz, ny, nx).MoveToOuterDisposeScope();
    }

    /// <summary>The matrix that smooths a line of n voxels: every row is a Gaussian whose tails beyond the ends fall on
    /// the end voxels.</summary>
    private static Tensor GaussianMatrix(long n, double sigma, Device device)
    {
        var radius = (int)Math.Ceiling(3 * sigma);
        var taps = Enumerable.Range(-radius, 2 * radius + 1).Select(i => Math.Exp(-0.5 * i * i / (sigma * sigma)))
            .ToArray();
        var sum = taps.Sum();
        var rows = new float[n, n];
        for (var row = 0; row < n; row++)
        {
            for (var tap = -radius; tap <= radius; tap++)
            {
                rows[row, Math.Clamp(row + tap, 0, n - 1)] += (float)(taps[tap + radius] / sum);
            }
        }

        return tensor(rows).to(device);
    }
}
