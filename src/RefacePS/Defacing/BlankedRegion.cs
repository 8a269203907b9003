using RefacePS.Atlases;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// Finds what someone else's defacing removed: voxels in a solid block that all have one and the same value, which real
/// tissue and noisy air never do.
/// </summary>
internal static class BlankedRegion
{
    /// <summary>A block of this many voxels a side must be constant to count.</summary>
    private const int BlockSide = 5;

    /// <summary>Constant air beyond this share means that the scanner blanks air, so that only the atlas can tell air
    /// from removed face.</summary>
    private const double BlankedAirShare = 0.5;

    /// <summary>Smaller regions (mL) are not a removed face.</summary>
    private const double SmallestMilliliters = 30;

    /// <summary>The distance (mm) from the face zone within which others' holes in the head count as part of a removed
    /// face.</summary>
    private const double HolesReach = 60;

    /// <summary>A voxel that is less probably cavity than this is none.</summary>
    private const double NoCavity = 0.01;

    /// <summary>The removed voxels, or null where nothing was removed.</summary>
    public static Mask? Find(Image scan, HeadAtlas atlas, ScanAnatomy anatomy)
    {
        using var scope = NewDisposeScope();
        if (Survey(scan, atlas, anatomy) is not { } seen)
        {
            return null;
        }

        var removed = seen.AirIsBlank ? seen.Constant & seen.Face : seen.Constant;
        var tissueRemoved = scan.Grid.Milliliters((removed & seen.Face & ~seen.Outside).sum().ToDouble());
        return tissueRemoved >= SmallestMilliliters ? MaskConversion.ToMask(scan.Grid, removed) : null;
    }

    /// <summary>
    /// A face zone with the holes that another's defacing left in the head round it, outside the cavity of the brain.
    /// Where air is blank, airways and what a head is narrower than others look like holes, and the zone comes back as
    /// it is.
    /// </summary>
    public static Mask WithHoles(Mask zone, Image scan, HeadAtlas atlas, ScanAnatomy anatomy)
    {
        using var scope = NewDisposeScope();
        if (Survey(scan, atlas, anatomy) is not { AirIsBlank: false } seen)
        {
            return zone;
        }

        var holes = seen.Constant & ~seen.Outside & (seen.FaceDepth > -HolesReach) & (seen.Cavity < NoCavity);
        return MaskConversion.ToMask(scan.Grid, (MaskConversion.ToTensor(zone, holes.device) > 0) | holes);
    }

    /// <summary>Looks for the value that is most frequent in the face; null where the face lies outside the field of
    /// view.</summary>
    private static Seen? Survey(Image scan, HeadAtlas atlas, ScanAnatomy anatomy)
    {
        Tensor OnScan(Tensor values) => Resampling.Refine(values, anatomy.Grid, scan.Grid);
        var depth = OnScan(anatomy.FaceDepth);
        var outside = OnScan(atlas.IsOutsideHead(anatomy.AtlasPoints).to(float32)) > 0.5;
        var face = depth > 0;
        if (!face.any().ToBoolean())
        {
            return null;
        }

        var constant = Opened(scan.Voxels == MostFrequent(scan.Voxels[face]));
        var airIsBlank = (constant & outside & ~face).sum().ToDouble() > BlankedAirShare * (outside & ~face).sum()
            .ToDouble();
        return new Seen(depth, face, OnScan(anatomy.Cavity), outside, constant, airIsBlank);
    }

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

    /// <param name="FaceDepth">Depth in the face zone, mm.</param>
    /// <param name="Face">The face zone (bool).</param>
    /// <param name="Cavity">Probability of the intracranial cavity.</param>
    /// <param name="Outside">What lies outside every head (bool).</param>
    /// <param name="Constant">Solid blocks of the value that is most frequent in the face (bool).</param>
    /// <param name="AirIsBlank">Whether most air has that value too.</param>
    private sealed record Seen(Tensor FaceDepth, Tensor Face, Tensor Cavity, Tensor Outside, Tensor Constant,
        bool AirIsBlank);
}
