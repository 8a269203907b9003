using System.Runtime.CompilerServices;
using RefacePS.Compute;
using TorchSharp;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace RefacePS.Volumes.Kernels;

/// <summary>Loops over points: moved, sampled, looked up.</summary>
internal static unsafe class PointSampling
{
    private const int SlabSize = 1 << 13;

    /// <summary>Values of channels, a channel after the other, at points in rows of (x, y, z).</summary>
    /// <param name="lattice">The channels.</param>
    /// <param name="channels">How many there are.</param>
    /// <param name="toGrid">From points to grid coordinates.</param>
    /// <param name="points">The points.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="values">Filled in, channels * count.</param>
    public static void AtPoints(
        Lattice lattice, int channels, PointMap toGrid, float* points, int count, float* values) =>
        Slabs.Run(count, SlabSize, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            // Copies of what the loop reads, so that it need not look through the closure.
            var (map, cells) = (toGrid, lattice);
            var from = points;
            var to = values;
            nint step = count;
            for (var point = start; point < end; point++)
            {
                var at = from + 3 * (nint)point;
                var (x, y, z) = map.Apply(at[0], at[1], at[2]);
                var cell = cells.Find(x, y, z);
                for (var channel = 0; channel < channels; channel++)
                {
                    to[channel * step + point] = cells.At(cell, channel);
                }
            }
        });

    /// <summary>Values of channels at the voxels of another grid.</summary>
    /// <param name="lattice">The channels.</param>
    /// <param name="channels">How many there are.</param>
    /// <param name="toGrid">From coordinates of the other grid to those of the channels.</param>
    /// <param name="target">The other grid.</param>
    /// <param name="values">Filled in, a channel after the other.</param>
    public static void AtGrid(Lattice lattice, int channels, PointMap toGrid, VoxelGrid target, float* values)
    {
        var (nx, ny, voxels) = (target.Nx, target.Ny, (nint)target.VoxelCount);
        Slabs.Run(ny * target.Nz, RowsOf(nx), [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            var (map, cells) = (toGrid, lattice);
            var (columns, step) = (nx, voxels);
            for (var row = start; row < end; row++)
            {
                var (k, j) = Math.DivRem(row, ny);
                var to = values + (nint)row * columns;
                for (var i = 0; i < columns; i++)
                {
                    var (x, y, z) = map.Apply(i, j, k);
                    var cell = cells.Find(x, y, z);
                    for (var channel = 0; channel < channels; channel++)
                    {
                        to[channel * step + i] = cells.At(cell, channel);
                    }
                }
            }
        });
    }

    /// <summary>The values, [N], of a function at points, [N, 3].</summary>
    public static Tensor Values(Tensor points, Func<float, float, float, float> value)
    {
        using var source = HostTensor.Read(points);
        var from = source.Data;
        var count = source.Length / 3;
        return HostTensor.Fill([count], points.device, to =>
            Loop(count, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            for (var point = start; point < end; point++)
            {
                var at = from + 3 * (nint)point;
                to[point] = value(at[0], at[1], at[2]);
            }
        }));
    }

    /// <summary>Points, [N, 3], each moved by a function.</summary>
    public static Tensor Map(Tensor points, Func<float, float, float, (float X, float Y, float Z)> move)
    {
        using var source = HostTensor.Read(points);
        var from = source.Data;
        var count = source.Length / 3;
        return HostTensor.Fill([count, 3], points.device, to =>
            Loop(count, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            for (var at = 3 * (nint)start; at < 3 * (nint)end; at += 3)
            {
                (to[at], to[at + 1], to[at + 2]) = move(from[at], from[at + 1], from[at + 2]);
            }
        }));
    }

    /// <summary>Maps points in rows of (x, y, z).</summary>
    public static void Move(PointMap map, float* points, int count, float* moved) =>
        Slabs.Run(count, SlabSize, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            for (var point = start; point < end; point++)
            {
                var from = points + 3 * (nint)point;
                var to = moved + 3 * (nint)point;
                (to[0], to[1], to[2]) = map.Apply(from[0], from[1], from[2]);
            }
        });

    /// <summary>Maps the indices of all voxels of a grid, x fastest.</summary>
    public static void MoveIndices(PointMap map, VoxelGrid grid, float* moved)
    {
        var (nx, ny) = (grid.Nx, grid.Ny);
        Slabs.Run(ny * grid.Nz, RowsOf(nx), [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            for (var row = start; row < end; row++)
            {
                var (k, j) = Math.DivRem(row, ny);
                var to = moved + 3 * (nint)row * nx;
                for (var i = 0; i < nx; i++, to += 3)
                {
                    (to[0], to[1], to[2]) = map.Apply(i, j, k);
                }
            }
        });
    }

    private static void Loop(int count, Action<int, int> work) => Slabs.Run(count, SlabSize, work);

    private static int RowsOf(int length) => Math.Max(1, SlabSize / length);
}
