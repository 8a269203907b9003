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

    /// <summary>How far (mm) behind the face zone others' holes in the head count as part of a removed face.</summary>
    private const double HolesReach = 60;

    /// <summary>The removed voxels, or null where nothing was removed.</summary>
    public static Mask? Find(Image scan, HeadAtlas atlas, HeadAlignment alignment)
    {
        using var scope = NewDisposeScope();
        var (depth, outside) = Place(scan.Grid, atlas, alignment, scan.Voxels.device);
        var face = depth > 0;
        if (!face.any().ToBoolean())
        {
            // The face lies outside the field of view.
            return null;
        }

        var constant = Constant(scan, face);
        var airIsBlank = (constant & outside & ~face).sum().ToDouble() > BlankedAirShare * (outside & ~face).sum().ToDouble();
        var removed = airIsBlank ? constant & face : constant;
        var tissueRemoved = (removed & face & ~outside).sum().ToDouble() * scan.Grid.VoxelVolume / 1000;
        return tissueRemoved >= SmallestMilliliters ? ToMask(scan.Grid, removed) : null;
    }

    /// <summary>A face zone with the holes that another's defacing left in the head behind it.</summary>
    public static Mask WithHoles(Mask zone, Image scan, HeadAtlas atlas, HeadAlignment alignment)
    {
        using var scope = NewDisposeScope();
        var (depth, outside) = Place(scan.Grid, atlas, alignment, scan.Voxels.device);
        var face = depth > 0;
        if (!face.any().ToBoolean())
        {
            return zone;
        }

        var holes = Constant(scan, face) & ~outside & (depth > -HolesReach);
        var known = tensor(zone.Voxels.ToArray(), scan.Voxels.shape).to(scan.Voxels.device) > 0;
        return ToMask(scan.Grid, known | holes);
    }

    /// <summary>Depth in the face zone, mm, and what lies outside the head (bool), on the scan's grid.</summary>
    private static (Tensor FaceDepth, Tensor Outside) Place(VoxelGrid grid, HeadAtlas atlas, HeadAlignment alignment, Device device)
    {
        var coarse = Resampling.ShrunkGrid(grid, Spacing);
        var points = alignment.ToAtlas(Resampling.WorldPoints(coarse, device));
        return (Refine(atlas.Zones.At(points).FaceDepth, coarse, grid), Refine(atlas.IsOutsideHead(points).to(float32), coarse, grid) > 0.5);
    }

    private static Tensor Refine(Tensor values, VoxelGrid from, VoxelGrid to) => interpolate(
        values.reshape(1, 1, from.Nz, from.Ny, from.Nx), [to.Nz, to.Ny, to.Nx], mode: InterpolationMode.Trilinear, align_corners: false)
        .squeeze(0).squeeze(0);

    /// <summary>Solid blocks of the value that is most frequent in the face.</summary>
    private static Tensor Constant(Image scan, Tensor face) => Opened(scan.Voxels == MostFrequent(scan.Voxels[face]));

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
}
