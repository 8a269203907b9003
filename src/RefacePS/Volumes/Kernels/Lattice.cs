using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RefacePS.Compute;
using static TorchSharp.torch;

namespace RefacePS.Volumes.Kernels;

/// <summary>
/// Channels of one grid in memory, interpolated (trilinear) at grid coordinates; outside the grid the nearest edge
/// voxel is taken. The one place where the library samples tensors.
/// </summary>
internal readonly unsafe struct Lattice
{
    private readonly float* values;
    private readonly nint stepX, stepY, stepZ, channelStep;
    private readonly float lastX, lastY, lastZ;
    private readonly int topX, topY, topZ;

    private Lattice(float* values, VoxelGrid grid, int voxelStep, nint channelStep)
    {
        this.values = values;
        this.channelStep = channelStep;
        stepX = grid.Nx > 1 ? voxelStep : 0;
        stepY = grid.Ny > 1 ? (nint)voxelStep * grid.Nx : 0;
        stepZ = grid.Nz > 1 ? (nint)voxelStep * grid.Nx * grid.Ny : 0;
        (lastX, lastY, lastZ) = (grid.Nx - 1, grid.Ny - 1, grid.Nz - 1);
        (topX, topY, topZ) = (Math.Max(0, grid.Nx - 2), Math.Max(0, grid.Ny - 2), Math.Max(0, grid.Nz - 2));
    }

    /// <summary>Channels one after the other, [C, Nz, Ny, Nx].</summary>
    public static Lattice OfChannels(HostTensor channels, VoxelGrid grid) =>
        new(channels.Data, grid, 1, (nint)grid.VoxelCount);

    /// <summary>Channels side by side, [Nz, Ny, Nx, C]: one look into memory finds all of them.</summary>
    public static Lattice Interleaved(HostTensor channels, VoxelGrid grid, int count) =>
        new(channels.Data, grid, count, 1);

    /// <summary>Interleaves channels, [C, Nz, Ny, Nx].</summary>
    public static Tensor Interleave(Tensor channels) => channels.permute(1, 2, 3, 0).contiguous();

    /// <summary>The cell that holds grid coordinates, and where in it they lie. Coordinates that are no numbers count
    /// as 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Cell Find(float x, float y, float z)
    {
        x = x > 0 ? x < lastX ? x : lastX : 0;
        y = y > 0 ? y < lastY ? y : lastY : 0;
        z = z > 0 ? z < lastZ ? z : lastZ : 0;
        var (i, j, k) = (Math.Min((int)x, topX), Math.Min((int)y, topY), Math.Min((int)z, topZ));
        return new(i * stepX + j * stepY + k * stepZ, x - i, y - j, z - k);
    }

    /// <summary>The value of a channel in a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float At(in Cell cell, int channel)
    {
        var near = values + cell.Offset + channel * channelStep;
        var far = near + stepZ;
        return Mix(
            Mix(Mix(near[0], near[stepX], cell.X), Mix(near[stepY], near[stepY + stepX], cell.X), cell.Y),
            Mix(Mix(far[0], far[stepX], cell.X), Mix(far[stepY], far[stepY + stepX], cell.X), cell.Y), cell.Z);
    }

    /// <summary>Four interleaved channels in a cell, from the one of a number on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> FourAt(in Cell cell, int first = 0)
    {
        var near = values + cell.Offset + first;
        var far = near + stepZ;
        var (x, y, z) = (Vector128.Create(cell.X), Vector128.Create(cell.Y), Vector128.Create(cell.Z));
        return Mix(
            Mix(Mix(near, near + stepX, x), Mix(near + stepY, near + stepY + stepX, x), y),
            Mix(Mix(far, far + stepX, x), Mix(far + stepY, far + stepY + stepX, x), y), z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Mix(float a, float b, float share) => a + (b - a) * share;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Mix(float* a, float* b, Vector128<float> share) =>
        Mix(Vector128.Load(a), Vector128.Load(b), share);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Mix(Vector128<float> a, Vector128<float> b, Vector128<float> share) =>
        a + (b - a) * share;

    /// <summary>A cell and the place in it, each 0 to 1.</summary>
    internal readonly record struct Cell(nint Offset, float X, float Y, float Z);
}
