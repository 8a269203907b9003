using System.Globalization;
using RefacePS.Volumes;

namespace RefacePS.Refacing;

/// <summary>Puts two volumes together voxel by voxel, on stored bits.</summary>
public static class VolumeMerge
{
    /// <summary>The base where the mask is 0 and the overlay where it is 1, in every frame.</summary>
    /// <param name="kept">The volume whose voxels, header and place stay.</param>
    /// <param name="overlay">The volume that fills the removed region: same grid, voxel type, frames and
    /// scaling.</param>
    /// <param name="removed">Where the overlay goes; on the same grid.</param>
    /// <exception cref="MergeMismatchException">The three do not belong together.</exception>
    public static Volume Merge(Volume kept, Volume overlay, Mask removed)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(overlay);
        ArgumentNullException.ThrowIfNull(removed);
        RequireFit(kept, overlay, removed);
        var voxels = kept.Voxels.ToArray();
        var size = kept.VoxelType.ByteSize();
        var mask = removed.Voxels.Span;
        for (var voxel = 0; voxel < mask.Length; voxel++)
        {
            if (mask[voxel] == 0)
            {
                continue;
            }

            for (var frame = 0; frame < kept.FrameCount; frame++)
            {
                var at = (frame * mask.Length + voxel) * size;
                overlay.Voxels.Span.Slice(at, size).CopyTo(voxels.AsSpan(at, size));
            }
        }

        return kept.WithVoxels(voxels) with
        {
            Kind = VolumeKind.Refaced,
            FaceMask = removed,
            Model = overlay.Model,
            ModelHash = overlay.ModelHash,
            AtlasHash = overlay.AtlasHash,
            History = [.. overlay.History, "merged with what was kept"],
        };
    }

    /// <summary>The voxels of a volume's first frame whose real value is a number other than 0, as a mask.</summary>
    public static Mask MaskOf(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return new Mask(
            volume.Grid, Array.ConvertAll(VoxelConversion.ToFloat(volume), value =>
                (byte)(value != 0 && !float.IsNaN(value) ? 1 : 0)));
    }

    /// <summary>The place of a grid beside another of the same shape, which otherwise reads the same.</summary>
    private static string Apart(VoxelGrid kept, VoxelGrid other) =>
        kept == other || kept.FarthestCorner(other) is not { } farthest ? ""
            : string.Create(
                CultureInfo.InvariantCulture, $" (its corners lie up to {farthest:G3} mm from those of the base)");

    private static void RequireFit(Volume kept, Volume overlay, Mask removed)
    {
        if (kept.Grid != overlay.Grid || kept.Grid != removed.Grid)
        {
            throw new MergeMismatchException(
                $"The grids differ: base {kept.Grid}, overlay {overlay.Grid}{Apart(kept.Grid, overlay.Grid)}, mask "
                    + $"{removed.Grid}{Apart(kept.Grid, removed.Grid)}. Merge volumes of one scan.");
        }

        // Equals, not ==: a slope that is NaN is the same slope.
        if (!(kept.VoxelType, kept.FrameCount, kept.Slope, kept.Intercept)
            .Equals((overlay.VoxelType, overlay.FrameCount, overlay.Slope, overlay.Intercept)))
        {
            throw new MergeMismatchException(
                $"The stored voxels differ: base {kept.VoxelType} x {kept.FrameCount}, overlay {overlay.VoxelType} x "
                    + $"{overlay.FrameCount}, or their slope and intercept. Merge volumes of one scan.");
        }

        if (removed.Count == 0)
        {
            throw new MergeMismatchException(
                "The mask marks no voxel, so the merged volume would keep whatever face the base has. Give the mask of "
                    + "what was removed.");
        }
    }
}
