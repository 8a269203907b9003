using RefacePS.Compute;
using RefacePS.Volumes;
using RefacePS.Volumes.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// An average head at one scale, ready to be aligned to: values and their world gradient, sampled together.
/// Values run from 0 (air) to about 1 (the brightest tissue).
/// </summary>
public sealed class Template : IDisposable
{
    /// <summary>The value and the three parts of its gradient.</summary>
    internal const int ChannelCount = 4;

    private readonly Tensor channels;

    /// <summary>Shrinks and smooths an average head.</summary>
    /// <param name="average">Average head, values 0 to about 1.</param>
    /// <param name="spacing">Voxel size in mm.</param>
    /// <param name="smoothing">Standard deviation of the smoothing, in voxels of that size.</param>
    public Template(Image average, double spacing, double smoothing)
    {
        using var scope = NewDisposeScope();
        using var shrunk = Resampling.Shrink(average, spacing);
        using var smooth = new Image(shrunk.Grid, Resampling.Smooth(shrunk.Voxels.unsqueeze(0), smoothing).squeeze(0));
        Grid = smooth.Grid;
        Spacing = spacing;
        channels = Lattice.Interleave(cat([smooth.Voxels.unsqueeze(0), Resampling.WorldGradient(smooth)])).cpu()
            .DetachFromDisposeScope();
    }

    /// <summary>The template's grid.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>Voxel size in mm.</summary>
    public double Spacing { get; }

    /// <summary>Values, [Nz, Ny, Nx].</summary>
    public Tensor Values => channels.select(3, 0);

    /// <summary>The channels, to be sampled at grid coordinates while the template lives: who samples keeps it alive
    /// to the end (<see cref="GC.KeepAlive"/>).</summary>
    internal Lattice Lattice => Lattice.Interleaved(HostTensor.Read(channels), Grid, ChannelCount);

    /// <summary>Values at world points (mm), [N].</summary>
    public Tensor Sample(Tensor worldPoints) => Sample(worldPoints, 1).squeeze_(0);

    /// <summary>The first channels at world points (mm), [count, N].</summary>
    internal unsafe Tensor Sample(Tensor worldPoints, int count)
    {
        using var points = HostTensor.Read(worldPoints);
        var at = points.Data;
        var number = points.Length / 3;
        var sampled = HostTensor.Fill([count, number], worldPoints.device, values => PointSampling.AtPoints(
            Lattice, count, new PointMap(Grid.World2Grid), at, number, values));
        GC.KeepAlive(this);
        return sampled;
    }

    /// <inheritdoc/>
    public void Dispose() => channels.Dispose();
}
