using RefacePS.Atlases;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RefacePS.Defacing;

/// <summary>Removes faces: finds the head with the atlas, carries the face zone into the scan, and blanks it.</summary>
/// <param name="atlas">The head atlas; stays the caller's.</param>
/// <param name="device">Where to compute.</param>
public sealed class Defacer(HeadAtlas atlas, Device device)
{
    /// <summary>Removes the face of a volume.</summary>
    /// <param name="volume">The volume; 4-D frames all lose the same voxels.</param>
    /// <param name="region">What to remove.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The defaced volume with its mask, transform and quality. Kept voxels are those of the input, bit for bit.</returns>
    /// <exception cref="HeadNotFoundException">No head was found.</exception>
    public Volume Deface(Volume volume, DefaceRegion region = DefaceRegion.Face, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        using var scope = NewDisposeScope();
        using var scan = Image.FromVolume(volume, device);
        using var alignment = HeadFinder.Find(atlas, volume, scan, cancel);
        using var anatomy = new ScanAnatomy(scan, atlas, alignment);
        var mask = RemovedVoxels(volume.Grid, anatomy, region);
        var quality = DefaceAssessment.Assess(atlas, alignment, anatomy, region, mask);
        cancel.ThrowIfCancellationRequested();
        return Blanking.Blank(volume, mask, anatomy).WithHistory($"defaced ({region})") with
        {
            Kind = VolumeKind.Defaced,
            FaceMask = mask,
            Transform = alignment.Scan2Atlas,
            Quality = quality,
        };
    }

    /// <summary>The zone on the scan's own grid: its depth is smooth, so it is interpolated and cut at 0.</summary>
    internal static Mask RemovedVoxels(VoxelGrid grid, ScanAnatomy anatomy, DefaceRegion region)
    {
        using var scope = NewDisposeScope();
        var coarse = anatomy.Depth(region).reshape(1, 1, anatomy.Grid.Nz, anatomy.Grid.Ny, anatomy.Grid.Nx);
        var depth = interpolate(coarse, [grid.Nz, grid.Ny, grid.Nx], mode: InterpolationMode.Trilinear, align_corners: false);
        return new Mask(grid, (depth > 0).to(uint8).cpu().contiguous().data<byte>().ToArray());
    }
}
