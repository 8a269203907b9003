using RefacePS.Atlases;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RefacePS.Refacing;

/// <summary>
/// Finds what someone else's defacing removed: voxels in a solid block that all have one and the same value, which real
/// tissue and noisy air never do.
/// </summary>
internal static class BlankedRegion
{
    /// <summary>A block of this many voxels a side must be constant to count.</summary>
    private const int BlockSide = 5;

    /// <summary>Constant air beyond this share means that the scanner blanks air, so that only the atlas can tell air from removed face.</summary>
    private const double BlankedAirShare = 0.5;

    /// <summary>How deep (mm) in the face zone a constant voxel counts as removed where air is constant too.</summary>
    private const float FaceDepth = 0;

    /// <summary>Smaller regions (mL) are not a removed face.</summary>
    private const double SmallestMilliliters = 30;

    /// <summary>The removed voxels, or null where nothing was removed.</summary>
    public static Mask? Find(Image scan, HeadAtlas atlas, HeadAlignment alignment)
    {
        using var scope = NewDisposeScope();
        var coarse = Resampling.ShrunkGrid(scan.Grid, HeadSpace.Spacing);
        var points = alignment.ToAtlas(Resampling.WorldPoints(coarse, scan.Voxels.device));
        var depth = Refine(atlas.Zones.At(points).FaceDepth, coarse, scan.Grid);
        var outside = Refine(atlas.IsOutsideHead(points).to(float32), coarse, scan.Grid) > 0.5;

        var face = depth > FaceDepth;
        if (!face.any().ToBoolean())
        {
            // The face lies outside the field of view.
            return null;
        }

        var constant = Opened(scan.Voxels == MostFrequent(scan.Voxels[face]));
        var airIsBlank = (constant & outside & ~face).sum().ToDouble() > BlankedAirShare * (outside & ~face).sum().ToDouble();
        var removed = airIsBlank ? constant & face : constant;
        var mask = new Mask(scan.Grid, removed.to(uint8).cpu().contiguous().data<byte>().ToArray());
        var tissueRemoved = (removed & face & ~outside).sum().ToDouble() * scan.Grid.VoxelVolume / 1000;
        return tissueRemoved >= SmallestMilliliters ? mask : null;
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
}
