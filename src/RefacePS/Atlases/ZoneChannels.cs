using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Atlases;

/// <summary>
/// The zones of the atlas as channels of one grid that are carried into a scan together. Distances are signed, in mm,
/// positive inside; beyond the atlas's box the nearest edge counts, so a zone that reaches the edge reaches on.
/// </summary>
public sealed class ZoneChannels : IDisposable
{
    internal ZoneChannels(Image cavity, Image face, Image ears)
    {
        Grid = cavity.Grid;
        Channels = stack([cavity.Voxels, face.Voxels, ears.Voxels]).DetachFromDisposeScope();
    }

    /// <summary>The grid of the channels.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>[3, Nz, Ny, Nx]: probability of the intracranial cavity (0 to 1), depth in the face zone, depth in the
    /// ear zones.</summary>
    internal Tensor Channels { get; }

    /// <summary>The channels at atlas points, each [N].</summary>
    /// <param name="atlasPoints">Points in atlas world, [N, 3] mm.</param>
    public (Tensor Cavity, Tensor FaceDepth, Tensor EarDepth) At(Tensor atlasPoints)
    {
        var values = Resampling.SampleWorld(Channels, Grid, atlasPoints);
        return (values[0], values[1], values[2]);
    }

    /// <inheritdoc/>
    public void Dispose() => Channels.Dispose();
}
