using RefacePS.Compute;
using RefacePS.Volumes.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// A smooth shift of space: a vector in mm at every voxel of a coarse grid, trilinear between. Owns its tensor.
/// </summary>
public sealed class DisplacementField : IDisposable
{
    private readonly HostTensor host;

    /// <summary>Wraps vectors of shape [3, Nz, Ny, Nx] (rows x, y, z in mm) and takes ownership.</summary>
    public DisplacementField(VoxelGrid grid, Tensor vectors)
    {
        Grid = grid;
        Vectors = vectors.DetachFromDisposeScope();
        host = HostTensor.Read(Vectors);
    }

    /// <summary>No shift anywhere.</summary>
    public static DisplacementField Zero(VoxelGrid grid, Device device) =>
        new(grid, zeros(3, grid.Nz, grid.Ny, grid.Nx, device: device));

    /// <summary>The grid on which the vectors stand.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>Vectors in mm, [3, Nz, Ny, Nx].</summary>
    public Tensor Vectors { get; }

    /// <summary>Vectors at single points, while the field lives: who samples keeps it alive to the end
    /// (<see cref="GC.KeepAlive"/>).</summary>
    internal VectorSampler Sampler => new(host, Grid);

    /// <summary>Vectors at world points, [N, 3].</summary>
    public Tensor At(Tensor worldPoints)
    {
        var vectors = PointSampling.Map(worldPoints, Sampler.At);
        GC.KeepAlive(this);
        return vectors;
    }

    /// <summary>Mean length of the vectors, mm.</summary>
    public double MeanLength()
    {
        using var scope = NewDisposeScope();
        return Vectors.square().sum([0]).sqrt().mean().ToDouble();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        host.Dispose();
        Vectors.Dispose();
    }
}
