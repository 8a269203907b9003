using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// An average head at one scale, ready to be aligned to: values and their world gradient, sampled together.
/// Values run from 0 (air) to about 1 (the brightest tissue).
/// </summary>
public sealed class Template : IDisposable
{
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
        channels = cat([smooth.Voxels.unsqueeze(0), Resampling.WorldGradient(smooth)]).DetachFromDisposeScope();
    }

    /// <summary>The template's grid.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>Voxel size in mm.</summary>
    public double Spacing { get; }

    /// <summary>Values, [Nz, Ny, Nx].</summary>
    public Tensor Values => channels[0];

    /// <summary>Values at world points (mm), [N].</summary>
    public Tensor Sample(Tensor worldPoints) =>
        Resampling.SampleWorld(channels.narrow(0, 0, 1), Grid, worldPoints).squeeze_(0);

    /// <summary>Value and world gradient (per mm) at world points, [4, N].</summary>
    public Tensor SampleWithGradient(Tensor worldPoints) => Resampling.SampleWorld(channels, Grid, worldPoints);

    /// <inheritdoc/>
    public void Dispose() => channels.Dispose();
}
