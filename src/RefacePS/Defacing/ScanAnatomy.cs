using RefacePS.Atlases;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// The atlas's anatomy of a scan, on a grid of about 2 mm over the scan's field of view. All tensors are flat, [N], x
/// fastest.
/// </summary>
internal sealed class ScanAnatomy : IDisposable
{
    /// <summary>Carries the atlas to a scan whose head was located.</summary>
    public ScanAnatomy(LegibleScan scan, HeadAtlas atlas, HeadAlignment alignment)
    {
        using var scope = NewDisposeScope();
        (Grid, IsTomography) = (scan.Values.Grid, scan.IsTomography);
        Values = scan.Values.Voxels.reshape(-1).clone().DetachFromDisposeScope();
        RealValues = scan.RealValues.Voxels.reshape(-1).clone().DetachFromDisposeScope();
        AtlasPoints = alignment.ToAtlas(Resampling.WorldPoints(Grid, Values.device)).DetachFromDisposeScope();
        var (cavity, faceDepth, earDepth) = atlas.Zones.At(AtlasPoints);
        Cavity = cavity.DetachFromDisposeScope();
        FaceDepth = faceDepth.DetachFromDisposeScope();
        EarDepth = earDepth.DetachFromDisposeScope();
        Expected = atlas.AverageAt(AtlasPoints).DetachFromDisposeScope();
        Unmeasured = UnmeasuredField.Find(scan.Blanked, alignment.Scan2Atlas);
        IsMeasured = Measured().DetachFromDisposeScope();
    }

    /// <summary>Carries the atlas to a scan that nothing else reads.</summary>
    public static ScanAnatomy Of(Image scan, HeadAtlas atlas, HeadAlignment alignment)
    {
        using var legible = LegibleScan.Of(scan);
        return new ScanAnatomy(legible, atlas, alignment);
    }

    /// <summary>The grid of all that follows.</summary>
    public VoxelGrid Grid { get; }

    /// <summary>True for computed tomography.</summary>
    public bool IsTomography { get; }

    /// <summary>Positions of the voxels in atlas world, [N, 3] mm.</summary>
    public Tensor AtlasPoints { get; }

    /// <summary>The scan's values, legible.</summary>
    public Tensor Values { get; }

    /// <summary>The scan's real values.</summary>
    public Tensor RealValues { get; }

    /// <summary>Probability of the intracranial cavity.</summary>
    public Tensor Cavity { get; }

    /// <summary>Signed depth in the face zone, mm.</summary>
    public Tensor FaceDepth { get; }

    /// <summary>Signed depth in the ear zones, mm.</summary>
    public Tensor EarDepth { get; }

    /// <summary>The average head, 0 (air) to 1.</summary>
    public Tensor Expected { get; }

    /// <summary>The parts of the field of view that were never measured, 1 there and 0 elsewhere; null where all of it
    /// was.</summary>
    public Image? Unmeasured { get; }

    /// <summary>False where tissue is expected in a part of the field of view that was never measured, [N]. That air
    /// is blank there is no wonder.</summary>
    public Tensor IsMeasured { get; }

    /// <summary>Marks the points of the field of view (world, mm, [N, 3]) that were measured, [N] bool.</summary>
    public Tensor WasMeasuredAt(Tensor points)
    {
        using var scope = NewDisposeScope();
        return (Unmeasured is null ? ones(points.shape[0], ScalarType.Bool, points.device)
            : Resampling.SampleWorld(Unmeasured, points) < UnmeasuredField.Beside).MoveToOuterDisposeScope();
    }

    private Tensor Measured()
    {
        if (Unmeasured is null)
        {
            return ones_like(Expected, ScalarType.Bool);
        }

        using var here = Resampling.ToGrid(Unmeasured, Grid, AffineMatrix.Identity);
        return (here.Voxels.reshape(-1) < UnmeasuredField.Beside) | (Expected <= FaceTissue.Expected);
    }

    /// <summary>Signed depth of what a region removes, mm.</summary>
    public Tensor Depth(DefaceRegion region) =>
        region == DefaceRegion.FaceAndEars ? maximum(FaceDepth, EarDepth) : FaceDepth;

    /// <inheritdoc/>
    public void Dispose()
    {
        Unmeasured?.Dispose();
        foreach (var tensor in (Tensor[])[AtlasPoints, Values, RealValues, Cavity, FaceDepth, EarDepth, Expected,
            IsMeasured])
        {
            tensor.Dispose();
        }
    }
}
