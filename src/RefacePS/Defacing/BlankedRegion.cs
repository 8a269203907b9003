using RefacePS.Atlases;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RefacePS.Defacing;

/// <summary>
/// Finds what someone else's defacing removed: voxels in a solid block that all have one and the same value, which real
/// tissue and noisy air never do.
/// </summary>
internal static class BlankedRegion
{
    /// <summary>Spacing (mm) at which the atlas is carried to the scan.</summary>
    private const double Spacing = 2;

    /// <summary>A block of this many voxels a side must be constant to count.</summary>
    private const int BlockSide = 5;

    /// <summary>Constant air beyond this share means that the scanner blanks air, so that only the atlas can tell air from removed face.</summary>
    private const double BlankedAirShare = 0.5;

    /// <summary>Smaller regions (mL) are not a removed face.</summary>
    private const double SmallestMilliliters = 30;

    /// <summary>How far (mm) from the face zone others' holes in the head count as part of a removed face.</summary>
    private const double HolesReach = 60;

    /// <summary>A voxel that is less probably cavity than this is none.</summary>
    private const double NoCavity = 0.01;

    /// <summary>The removed voxels, or null where nothing was removed.</summary>
    public static Mask? Find(Image scan, HeadAtlas atlas, HeadAlignment alignment)
    {
        using var scope = NewDisposeScope();
        if (Survey(scan, atlas, alignment) is not { } seen)
        {
            return null;
        }

        var removed = seen.AirIsBlank ? seen.Constant & seen.Face : seen.Constant;
        var tissueRemoved = (removed & seen.Face & ~seen.Outside).sum().ToDouble() * scan.Grid.VoxelVolume / 1000;
        return tissueRemoved >= SmallestMilliliters ? ToMask(scan.Grid, removed) : null;
    }

    /// <summary>
    /// A face zone with the holes that another's defacing left in the head round it, outside the cavity of the brain. Where air is blank, airways and what a
    /// head is narrower than others look like holes, and the zone comes back as it is.
    /// </summary>
    public static Mask WithHoles(Mask zone, Image scan, HeadAtlas atlas, HeadAlignment alignment)
    {
        using var scope = NewDisposeScope();
        if (Survey(scan, atlas, alignment) is not { AirIsBlank: false } seen)
        {
            return zone;
        }

        var holes = seen.Constant & ~seen.Outside & (seen.FaceDepth > -HolesReach) & (seen.Cavity < NoCavity);
        var known = tensor(zone.Voxels.ToArray(), scan.Voxels.shape).to(scan.Voxels.device) > 0;
        return ToMask(scan.Grid, known | holes);
    }

    /// <summary>Looks for the value that is most frequent in the face; null where the face lies outside the field of view.</summary>
    private static Seen? Survey(Image scan, HeadAtlas atlas, HeadAlignment alignment)
    {
        var coarse = Resampling.ShrunkGrid(scan.Grid, Spacing);
        var points = alignment.ToAtlas(Resampling.WorldPoints(coarse, scan.Voxels.device));
        var (cavity, faceDepth, _) = atlas.Zones.At(points);
        var depth = Refine(faceDepth, coarse, scan.Grid);
        var outside = Refine(atlas.IsOutsideHead(points).to(float32), coarse, scan.Grid) > 0.5;
        var face = depth > 0;
        if (!face.any().ToBoolean())
        {
            return null;
        }

        var constant = Opened(scan.Voxels == MostFrequent(scan.Voxels[face]));
        var airIsBlank = (constant & outside & ~face).sum().ToDouble() > BlankedAirShare * (outside & ~face).sum().ToDouble();
        return new Seen(depth, face, Refine(cavity, coarse, scan.Grid), outside, constant, airIsBlank);
    }

    private static Tensor Refine(Tensor values, VoxelGrid from, VoxelGrid to) => interpolate(
        values.reshape(1, 1, from.Nz, from.Ny, from.Nx), [to.Nz, to.Ny, to.Nx], mode: InterpolationMode.Trilinear, align_corners: false)
        .squeeze(0).squeeze(0);

    /// <summary>The value that most voxels have exactly.</summary>
    private static double MostFrequent(Tensor values)
    {
        var (unique, _, counts) = values.unique(sorted: true, return_inverse: false, return_counts: true);
        return unique[counts!.argmax()].ToDouble();
    }

    /// <summary>Morphological opening with a cube: only solid blocks stay.</summary>
    private static Tensor Opened(Tensor region)
    {
        using var scope = NewDisposeScope();
        var eroded = 1 - Morphology.Dilate(1 - region.to(float32), BlockSide);
        return (Morphology.Dilate(eroded, BlockSide) > 0.5).MoveToOuterDisposeScope();
    }

    private static Mask ToMask(VoxelGrid grid, Tensor marked) => new(grid, marked.to(uint8).cpu().contiguous().data<byte>().ToArray());

    /// <param name="FaceDepth">Depth in the face zone, mm.</param>
    /// <param name="Face">The face zone (bool).</param>
    /// <param name="Cavity">Probability of the intracranial cavity.</param>
    /// <param name="Outside">What lies outside every head (bool).</param>
    /// <param name="Constant">Solid blocks of the value that is most frequent in the face (bool).</param>
    /// <param name="AirIsBlank">Whether most air has that value too.</param>
    private sealed record Seen(Tensor FaceDepth, Tensor Face, Tensor Cavity, Tensor Outside, Tensor Constant, bool AirIsBlank);
}
