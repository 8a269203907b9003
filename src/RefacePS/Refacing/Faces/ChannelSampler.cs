using System.Runtime.CompilerServices;
using TorchSharp;

namespace RefacePS.Refacing.Faces;

/// <summary>
/// Trilinear values of some channels at single world points, for loops over voxels; beyond the outermost voxel centres
/// the nearest counts.
/// </summary>
internal sealed class ChannelSampler
{
    private readonly AffineMatrix world2Grid;
    private readonly VoxelGrid grid;
    private readonly int channels;
    private readonly float[] values;

    /// <summary>Takes a copy of channels, [C, Nz, Ny, Nx], that lie on a grid.</summary>
    public ChannelSampler(torch.Tensor stack, VoxelGrid grid)
    {
        using var scope = torch.NewDisposeScope();
        (this.grid, world2Grid, channels) = (grid, grid.World2Grid, (int)stack.shape[0]);
        values = stack.permute(1, 2, 3, 0).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>True if a world point lies among the voxel centres.</summary>
    public bool Contains(double x, double y, double z)
    {
        var (i, j, k) = world2Grid.Apply(x, y, z);
        return i >= 0 && i <= grid.Nx - 1 && j >= 0 && j <= grid.Ny - 1 && k >= 0 && k <= grid.Nz - 1;
    }

    /// <summary>The values at a world point (mm), one a channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void At(double x, double y, double z, Span<float> result)
    {
        var (i, j, k) = world2Grid.Apply(x, y, z);
        var (i0, fx) = Split(i, grid.Nx);
        var (j0, fy) = Split(j, grid.Ny);
        var (k0, fz) = Split(k, grid.Nz);
        var (stepX, stepY, stepZ) = (grid.Nx > 1 ? channels : 0, grid.Ny > 1 ? grid.Nx * channels : 0, grid.Nz > 1
            ? grid.Nx * grid.Ny * channels : 0);
        var at = ((k0 * grid.Ny + j0) * grid.Nx + i0) * channels;
        for (var c = 0; c < channels; c++, at++)
        {
            result[c] = Mix(
                Mix(Line(at, stepX, fx), Line(at + stepY, stepX, fx), fy),
                Mix(Line(at + stepZ, stepX, fx), Line(at + stepY + stepZ, stepX, fx), fy),
                fz);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Line(int at, int step, float share) => Mix(values[at], values[at + step], share);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int First, float Share) Split(double index, int count)
    {
        var inside = Math.Clamp(index, 0, count - 1);
        var first = Math.Min((int)inside, Math.Max(0, count - 2));
        return (first, (float)(inside - first));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Mix(float a, float b, float share) => a + (b - a) * share;
}
