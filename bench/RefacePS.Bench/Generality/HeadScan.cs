using RefacePS.Volumes;

namespace RefacePS.Bench.Generality;

/// <summary>A scan of a head, and the truth about it.</summary>
/// <param name="Volume">The scan.</param>
/// <param name="Cavity">The voxels inside the skull, x fastest; null where nobody knows.</param>
/// <param name="Brain">Those of them that are not fluid round the brain.</param>
internal sealed record HeadScan(Volume Volume, bool[]? Cavity = null, bool[]? Brain = null)
{
    /// <summary>The volume inside the skull, mL.</summary>
    public double CavityMilliliters => Volume.Grid.Milliliters(Cavity!.Count(isIn => isIn));

    /// <summary>Brain (mL) that a defaced copy has no longer.</summary>
    public double BrainRemoved(Volume defaced)
    {
        var bytes = Volume.Voxels.Length / Volume.Grid.VoxelCount;
        var before = Volume.Voxels.Span;
        var after = defaced.Voxels.Span;
        var changed = 0L;
        for (var voxel = 0; voxel < Brain!.Length; voxel++)
        {
            var at = (int)(voxel * bytes);
            changed += Brain[voxel] && !before.Slice(at, (int)bytes).SequenceEqual(after.Slice(at, (int)bytes)) ? 1 : 0;
        }

        return Volume.Grid.Milliliters(changed);
    }
}
