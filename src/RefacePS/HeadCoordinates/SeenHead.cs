using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.HeadCoordinates;

/// <summary>The network's view of a scan.</summary>
internal sealed class SeenHead : IDisposable
{
    /// <summary>Probability from which on the network is sure that a voxel is cavity.</summary>
    public const double SurelyCavity = 0.8;

    /// <summary>Voxels that are less probable do not count, so that faint doubt everywhere does not add up.</summary>
    private const double Counts = 0.5;

    /// <summary>A cavity smaller than this (mL) is no head's.</summary>
    private const double SmallestCavity = 400;

    /// <summary>A cavity larger than this (mL) is none: the network takes all of the scan for one.</summary>
    private const double LargestCavity = 3500;

    /// <summary>Coordinates that no map explains better than to this (mm) are no head's.</summary>
    private const double LargestResidual = 40;

    /// <summary>By how much a map may make a head larger: a newborn's is a third of that of the atlas. Coordinates of
    /// what is no head lie close together.</summary>
    private const double SmallestScale = 0.25;
    private const double LargestScale = 4;

    /// <summary>A network whose coordinates agree with each other to this (mm) is sure of what it sees: 4 to 5 in
    /// T1-weighted heads, 6 to 7 in contrasts that are far from what it learned.</summary>
    private const double SureResidual = 6;

    private SeenHead(VoxelGrid grid, Tensor cavity, double milliliters, CoordinateFit fit)
    {
        (Grid, CavityMilliliters, Fit) = (grid, milliliters, fit);
        Cavity = cavity.DetachFromDisposeScope();
    }

    /// <summary>The grid of the probabilities: 6 mm, in the scan's own world.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>Probability of the intracranial cavity, [Nz, Ny, Nx].</summary>
    public Tensor Cavity { get; }

    /// <summary>Volume of the cavity in mL.</summary>
    public double CavityMilliliters { get; }

    /// <summary>The place of the head in the atlas.</summary>
    public CoordinateFit Fit { get; }

    /// <summary>True if what was seen is a head at all.</summary>
    public bool IsHead =>
        CavityMilliliters is >= SmallestCavity and <= LargestCavity && Fit.Residual <= LargestResidual
        && Math.Abs(Fit.Scan2Atlas.Determinant) is >= SmallestScale and <= LargestScale;

    /// <summary>True if the network is sure of it.</summary>
    public bool IsSure => Fit.Residual <= SureResidual;

    /// <summary>Reads what the network said.</summary>
    /// <param name="grid">The grid of its voxels.</param>
    /// <param name="channels">Its channels, [<see cref="HeadChannel.Count"/>, Nz, Ny, Nx].</param>
    public static SeenHead Of(VoxelGrid grid, Tensor channels)
    {
        using var scope = NewDisposeScope();
        var cavity = channels[HeadChannel.Cavity].sigmoid();
        var counted = (cavity * (cavity > Counts).to(float32)).reshape(-1);
        var milliliters = grid.Milliliters(counted.sum().ToDouble());
        if (milliliters < SmallestCavity)
        {
            return new(grid, cavity, milliliters, new CoordinateFit(AffineMatrix.Identity, double.PositiveInfinity));
        }

        var isInside = counted > 0;
        var mm = channels.reshape(HeadChannel.Count, -1) * HeadChannel.Unit;
        var fit = CoordinateFit.Of(
            Resampling.WorldPoints(grid, channels.device)[isInside], mm[HeadChannel.Aside][isInside],
            mm[HeadChannel.Front][isInside], mm[HeadChannel.Up][isInside], counted[isInside]);
        return new(grid, cavity, milliliters, fit);
    }

    /// <summary>Probability of the cavity at world points of the scan (mm, [N, 3]), [N].</summary>
    public Tensor CavityAt(Tensor worldPoints)
    {
        using var scope = NewDisposeScope();
        return Resampling.SampleWorld(Cavity.unsqueeze(0), Grid, worldPoints)[0].MoveToOuterDisposeScope();
    }

    /// <summary>World points (mm, [N, 3]) of the scan that are surely cavity.</summary>
    public Tensor PointsInCavity()
    {
        using var scope = NewDisposeScope();
        return Resampling.WorldPoints(Grid, Cavity.device)[Cavity.reshape(-1) > SurelyCavity].MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => Cavity.Dispose();
}
