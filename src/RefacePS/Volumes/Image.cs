using RefacePS.Compute;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>
/// Real-valued voxels of one frame as a tensor with their place in space: what the algorithms compute on.
/// <see cref="Voxels"/> has shape [Nz, Ny, Nx] (the grid's x fastest), float32. Owns its tensor.
/// </summary>
public sealed class Image : IDisposable
{
    /// <summary>Wraps a tensor of shape [Nz, Ny, Nx] and takes ownership of it.</summary>
    /// <exception cref="ArgumentException">The shape is not the grid's.</exception>
    public Image(VoxelGrid grid, Tensor voxels)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (!voxels.shape.AsSpan().SequenceEqual([grid.Nz, grid.Ny, grid.Nx]))
        {
            throw new ArgumentException($"A tensor of shape [{string.Join(", ", voxels.shape)}] does not fit {grid}.",
                nameof(voxels));
        }

        Grid = grid;
        Voxels = voxels.DetachFromDisposeScope();
    }

    /// <summary>The grid of the voxels.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>The values, [Nz, Ny, Nx], float32.</summary>
    public Tensor Voxels { get; }

    /// <summary>Real values of one frame of a volume; values that are not finite become 0, and padding of computed
    /// tomography becomes its air.</summary>
    public static unsafe Image FromVolume(Volume volume, Device device, int frame = 0)
    {
        ArgumentNullException.ThrowIfNull(volume);
        using var scope = NewDisposeScope();
        var values = HostTensor.Fill([volume.Grid.Nz, volume.Grid.Ny, volume.Grid.Nx], device,
            real => VoxelConversion.ToFloat(volume, frame, real));
        return new Image(volume.Grid, Padding.ToAir(nan_to_num_(values, 0, 0, 0)));
    }

    /// <summary>Values of a grid, x fastest.</summary>
    public static Image FromValues(VoxelGrid grid, float[] values, Device device)
    {
        ArgumentNullException.ThrowIfNull(grid);
        using var scope = NewDisposeScope();
        return new Image(grid, tensor(values, [grid.Nz, grid.Ny, grid.Nx]).to(device));
    }

    /// <summary>The values as an array, x fastest.</summary>
    public float[] ToArray()
    {
        using var scope = NewDisposeScope();
        return Voxels.cpu().contiguous().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => Voxels.Dispose();
}
