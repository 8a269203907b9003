using System.Runtime.CompilerServices;
using RefacePS.Compute;
using RefacePS.Volumes.Kernels;
using TorchSharp;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>
/// Moving images between grids. Points are voxel indices or world positions in rows of (x, y, z); an integer index is
/// a voxel centre. Outside the image the nearest edge voxel is taken.
/// </summary>
public static class Resampling
{
    /// <summary>Trilinear values at world points.</summary>
    /// <param name="channels">Images of one grid, [C, Nz, Ny, Nx].</param>
    /// <param name="grid">Their grid.</param>
    /// <param name="worldPoints">Points in mm, [N, 3].</param>
    /// <returns>Values, [C, N].</returns>
    public static unsafe Tensor SampleWorld(Tensor channels, VoxelGrid grid, Tensor worldPoints)
    {
        ArgumentNullException.ThrowIfNull(grid);
        using var source = HostTensor.Read(channels);
        using var points = HostTensor.Read(worldPoints);
        var count = (int)channels.shape[0];
        var at = points.Data;
        var lattice = Lattice.OfChannels(source, grid);
        return HostTensor.Fill([count, points.Length / 3], channels.device, values => PointSampling.AtPoints(
            lattice, count, new PointMap(grid.World2Grid), at, (int)worldPoints.shape[0], values));
    }

    /// <summary>Trilinear values of an image at world points (mm, [N, 3]), [N].</summary>
    public static Tensor SampleWorld(Image image, Tensor worldPoints)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var scope = NewDisposeScope();
        return SampleWorld(image.Voxels.unsqueeze(0), image.Grid, worldPoints)[0].MoveToOuterDisposeScope();
    }

    /// <summary>Applies an affine map to points in rows, [N, 3].</summary>
    public static unsafe Tensor Transform(Tensor points, AffineMatrix map)
    {
        using var source = HostTensor.Read(points);
        var from = source.Data;
        var count = source.Length / 3;
        return HostTensor.Fill([count, 3], points.device, moved => PointSampling.Move(new PointMap(map), from, count,
            moved));
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

    /// <summary>Marks the world points (mm, [N, 3]) that lie in the field of view of a grid, whole voxels, [N]
    /// bool.</summary>
    public static Tensor IsInView(Tensor worldPoints, VoxelGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        using var index = Transform(worldPoints, grid.World2Grid);
        return IsInGrid(index, grid, 0.5f);
    }

    /// <summary>World positions (mm) of all voxels of a grid, [Nz * Ny * Nx, 3], x fastest.</summary>
    public static unsafe Tensor WorldPoints(VoxelGrid grid, Device device)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return HostTensor.Fill([grid.VoxelCount, 3], device, points => PointSampling.MoveIndices(
            new PointMap(grid.Grid2World), grid, points));
    }

    /// <summary>Trilinear resampling of an image onto another grid.</summary>
    /// <param name="image">The image to read.</param>
    /// <param name="target">The grid to fill.</param>
    /// <param name="target2ImageWorld">World of the target to world of the image, in mm.</param>
    public static Image ToGrid(Image image, VoxelGrid target, AffineMatrix target2ImageWorld)
    {
        using var scope = NewDisposeScope();
        return new(target, ToGrid(image.Voxels.unsqueeze(0), image.Grid, target, target2ImageWorld).squeeze(0));
    }

    /// <summary>Trilinear resampling of several images of one grid, [C, Nz, Ny, Nx], onto another grid.</summary>
    public static unsafe Tensor ToGrid(Tensor channels, VoxelGrid grid, VoxelGrid target,
        AffineMatrix target2ImageWorld)
    {
        using var source = HostTensor.Read(channels);
        var count = (int)channels.shape[0];
        var lattice = Lattice.OfChannels(source, grid);
        var toGrid = new PointMap(grid.World2Grid * target2ImageWorld * target.Grid2World);
        return HostTensor.Fill([count, target.Nz, target.Ny, target.Nx], channels.device, values =>
            PointSampling.AtGrid(lattice, count, toGrid, target, values));
    }

    /// <summary>
    /// The image averaged onto a coarser grid with nearly cubic voxels. Every output voxel is the mean of the input
    /// voxels it covers, so nothing is aliased; an axis already coarser than that is repeated instead.
    /// </summary>
    /// <param name="image">The image to shrink.</param>
    /// <param name="spacing">Voxel size wanted, in mm.</param>
    public static Image Shrink(Image image, double spacing) =>
        Shrink(image, spacing, float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>The image averaged onto a coarser grid, as <see cref="Shrink(Image, double)"/> does, of a window of its
    /// values.</summary>
    /// <param name="image">The image to shrink.</param>
    /// <param name="spacing">Voxel size wanted, in mm.</param>
    /// <param name="least">What voxels count at least.</param>
    /// <param name="most">What voxels count at most.</param>
    public static unsafe Image Shrink(Image image, double spacing, float least, float most)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var scope = NewDisposeScope();
        using var source = HostTensor.Read(image.Voxels);
        var (grid, from) = (image.Grid, (nint)source.Data);
        return Shrink(grid, spacing, image.Voxels.device, (first, sums) =>
            Rows.Add((float*)from + first, sums, grid.Nx, least, most));
    }

    /// <summary>The share of every voxel of a coarser grid that a mask has.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="spacing">Voxel size wanted, in mm.</param>
    /// <param name="device">Where it shall be.</param>
    public static unsafe Image Shrink(Mask mask, double spacing, Device device)
    {
        ArgumentNullException.ThrowIfNull(mask);
        using var scope = NewDisposeScope();
        return Shrink(mask.Grid, spacing, device, [MethodImpl(AggressiveOptimization)] (first, sums) =>
        {
            var row = mask.Voxels.Span.Slice((int)first, mask.Grid.Nx);
            for (var i = row.IndexOfAnyExcept((byte)0); i >= 0 && i < row.Length; i++)
            {
                sums[i] += row[i];
            }
        });
    }

    private static unsafe Image Shrink(VoxelGrid grid, double spacing, Device device, BlockMeans.AddRow addRow)
    {
        var target = ShrunkGrid(grid, spacing);
        return new Image(target, HostTensor.Fill([target.Nz, target.Ny, target.Nx], device, means =>
            BlockMeans.Fill(addRow, SidesOf(grid), means, SidesOf(target))));
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
    public static unsafe Tensor Refine(Tensor values, VoxelGrid shrunk, VoxelGrid grid)
    {
        using var source = HostTensor.Read(values);
        var refinement = new Refinement(source.Data, SidesOf(shrunk), SidesOf(grid));
        return HostTensor.Fill([grid.Nz, grid.Ny, grid.Nx], values.device, fine => refinement.ForRows(
            (row, first) => row.CopyTo(new Span<float>(fine + first, row.Length))));
    }

    /// <summary>The voxels of a grid where values of a <see cref="ShrunkGrid"/>, interpolated (trilinear), are above
    /// 0.</summary>
    /// <param name="values">Values, [N] or [Nz, Ny, Nx], x fastest.</param>
    /// <param name="shrunk">Their grid.</param>
    /// <param name="grid">The finer grid.</param>
    public static unsafe Mask PositiveOn(Tensor values, VoxelGrid shrunk, VoxelGrid grid)
    {
        using var source = HostTensor.Read(values);
        var marked = new byte[grid.VoxelCount];
        var refinement = new Refinement(source.Data, SidesOf(shrunk), SidesOf(grid));
        refinement.ForRows([MethodImpl(AggressiveOptimization)] (row, first) =>
        {
            for (var i = 0; i < row.Length; i++)
            {
                marked[first + i] = row[i] > 0 ? (byte)1 : (byte)0;
            }
        });
        return new Mask(grid, marked);
    }

    /// <summary>
    /// Gradient in world space (per mm) of an image by central differences: [3, Nz, Ny, Nx], rows x, y, z.
    /// </summary>
    public static unsafe Tensor WorldGradient(Image image)
    {
        using var source = HostTensor.Read(image.Voxels);
        var grid = image.Grid;
        var from = source.Data;
        return HostTensor.Fill([3, grid.Nz, grid.Ny, grid.Nx], image.Voxels.device, gradient =>
            Gradients.Fill(from, grid, gradient));
    }

    /// <summary>Separable Gaussian smoothing of [C, Nz, Ny, Nx] channels; edges are repeated.</summary>
    /// <param name="channels">Images, smoothed one by one.</param>
    /// <param name="sigma">Standard deviation in voxels; 0 leaves the images as they are.</param>
    public static unsafe Tensor Smooth(Tensor channels, double sigma)
    {
        if (sigma <= 0)
        {
            return channels.alias();
        }

        using var source = HostTensor.Read(channels);
        using var between = empty(channels.shape, dtype: ScalarType.Float32);
        using var room = HostTensor.Change(between);
        var from = source.Data;
        var meanwhile = room.Data;
        var shape = channels.shape;
        return HostTensor.Fill(shape, channels.device, to => new GaussianFilter(sigma).Run(
            from, (int)shape[0], ((int)shape[1], (int)shape[2], (int)shape[3]), meanwhile, to));
    }

    private static (int Nz, int Ny, int Nx) SidesOf(VoxelGrid grid) => (grid.Nz, grid.Ny, grid.Nx);
}
