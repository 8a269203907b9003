using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.HeadParts;

/// <summary>What the network saw in a scan, on a grid of 6 mm in the scan's own world.</summary>
internal sealed class SeenHead : IDisposable
{
    /// <summary>Voxels that are less probable do not count, so that faint doubt everywhere does not add up.</summary>
    private const double Counts = 0.5;

    /// <summary>A cavity smaller than this (mL) is no head's.</summary>
    private const double SmallestCavity = 400;

    private const double CubicMillimetresInMillilitre = 1000;

    public SeenHead(VoxelGrid grid, Tensor cavity)
    {
        Grid = grid;
        Cavity = cavity.DetachFromDisposeScope();
        CavityMilliliters = Milliliters(cavity);
    }

    /// <summary>The grid of the probabilities.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>Probability of the intracranial cavity, [Nz, Ny, Nx].</summary>
    public Tensor Cavity { get; }

    /// <summary>Volume of the cavity in mL.</summary>
    public double CavityMilliliters { get; }

    /// <summary>Whether what was seen is a head at all.</summary>
    public bool IsHead => CavityMilliliters >= SmallestCavity;

    /// <summary>Probability of the cavity at world points of the scan (mm, [N, 3]), [N].</summary>
    public Tensor CavityAt(Tensor worldPoints)
    {
        using var scope = NewDisposeScope();
        return Resampling.SampleWorld(Cavity.unsqueeze(0), Grid, worldPoints)[0].MoveToOuterDisposeScope();
    }

    private double Milliliters(Tensor share)
    {
        using var scope = NewDisposeScope();
        var counted = share * (share > Counts).to(float32);
        return counted.sum().ToDouble() * Grid.VoxelVolume / CubicMillimetresInMillilitre;
    }

    /// <inheritdoc/>
    public void Dispose() => Cavity.Dispose();
}
