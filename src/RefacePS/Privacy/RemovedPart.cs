using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Refacing.Faces;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Privacy;

/// <summary>The part of a scan that tells nothing of its owner's face by itself, since it was removed, or may have been
/// replaced.</summary>
/// <param name="Place">It, and where the head lies by what was kept.</param>
/// <param name="Blanked">The voxels that hold no signal of their own; null where none are known.</param>
/// <param name="ByKeptPart">World of the atlas, as the kept part reaches it by an affine map, to head space.</param>
internal sealed record RemovedPart(FacePlace Place, Mask? Blanked, AffineMatrix ByKeptPart)
{
    /// <summary>Others may have replaced tissue so far (mm) from the zones of the atlas.</summary>
    private const double Margin = 4;

    /// <summary>
    /// Finds it: what the volume says was removed, or else what somebody blanked, or else, where a face may have been
    /// put in, the face and the ears of the atlas.
    /// </summary>
    public static RemovedPart Find(
        HeadAtlas atlas, Volume volume, Image scan, HeadPose pose, CancellationToken cancel)
    {
        var blanked = volume.FaceMask ?? Blank(atlas, volume, scan, cancel);
        var byKeptPart = pose.Scan2Head * pose.Scan2Atlas.Inverse();
        var place = new FacePlace(blanked ?? Zone(atlas, pose), pose.Scan2Atlas, IsForeign: volume.FaceMask is null)
            { ByKeptPart = byKeptPart };
        return new(place, blanked, byKeptPart);
    }

    private static Mask? Blank(HeadAtlas atlas, Volume volume, Image scan, CancellationToken cancel)
    {
        using var legible = LegibleScan.Of(scan);
        using var alignment = HeadFinder.Find(atlas, volume, legible, cancel);
        using var anatomy = new ScanAnatomy(legible, atlas, alignment);
        return BlankedRegion.Find(scan, atlas, anatomy);
    }

    /// <summary>Face and ears of the atlas with a margin, on its own grid, seen from the scan.</summary>
    private static Mask Zone(HeadAtlas atlas, HeadPose pose)
    {
        using var scope = NewDisposeScope();
        var grid = AtlasGrid.WithSpacing(HeadSpace.Spacing);
        var (_, face, ears) = atlas.Zones.At(Resampling.WorldPoints(grid, atlas.Average.Voxels.device));
        var inScan = new VoxelGrid(grid.Nx, grid.Ny, grid.Nz, pose.Scan2Atlas.Inverse() * grid.Grid2World);
        return MaskConversion.ToMask(inScan, (maximum(face, ears) > -Margin).reshape(grid.Nz, grid.Ny, grid.Nx));
    }
}
