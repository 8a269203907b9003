using RefacePS.Registration;
using RefacePS.Volumes;

namespace RefacePS.Atlases;

/// <summary>Places a scan in the head atlas, or says that it shows no head.</summary>
internal static class HeadFinder
{
    /// <summary>Scans that the atlas explains less than this are not heads.</summary>
    public const double LowestScore = 0.5;

    /// <summary>
    /// Fields of view (L) that a head scan can have: from half a newborn's head to a whole body. Header units that are
    /// wrong by a thousand fall outside, and would take a thousand times the memory.
    /// </summary>
    private const double SmallestView = 0.1;
    private const double LargestView = 1000;

    private const double CubicMillimetersInLiter = 1e6;

    /// <summary>The place of the head.</summary>
    /// <param name="atlas">The head atlas.</param>
    /// <param name="volume">The volume, for its name and header.</param>
    /// <param name="scan">Its values, legible.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="HeadNotFoundException">No head was found.</exception>
    public static HeadAlignment Find(HeadAtlas atlas, Volume volume, LegibleScan scan, CancellationToken cancel)
    {
        RequirePlausibleView(volume);
        var alignment = atlas.Registration.Align(scan.Values, volume.HasWorld, Blanked(atlas, scan.Blanked), cancel);
        return alignment.Score >= LowestScore ? alignment
            : throw new HeadNotFoundException(volume.Name, alignment.Score);
    }

    /// <summary>The place of the head by what no defacing removes: the same with its face and without.</summary>
    /// <param name="atlas">The head atlas.</param>
    /// <param name="volume">The volume, for its name and header.</param>
    /// <param name="scan">Its values, legible.</param>
    /// <param name="blocks">What <see cref="FindBlanked"/> found in it.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>World of the scan to world of the atlas, and how well the part is explained by it; where too little of
    /// it is in view, the map of the whole head, at score 0.</returns>
    /// <exception cref="HeadNotFoundException">No head was found.</exception>
    public static AffineResult FindKeptPart(
        HeadAtlas atlas, Volume volume, LegibleScan scan, BlankedBlocks? blocks, CancellationToken cancel)
    {
        var found = atlas.Registration.FindAffine(scan.Values, volume.HasWorld, Blanked(atlas, blocks), cancel);
        if (found.Score < LowestScore)
        {
            throw new HeadNotFoundException(volume.Name, found.Score);
        }

        var part = atlas.Registration.RefinePart(
            scan.Values, found.Scan2Template, points => KeptPart.Contains(atlas, points), cancel);
        return part.Score >= LowestScore ? part : AffineResult.Unmatched(found.Scan2Template);
    }

    /// <summary>The blocks of a volume that were blanked; null where none were.</summary>
    /// <param name="volume">The volume, for its name and header.</param>
    /// <param name="scan">Its real values.</param>
    /// <exception cref="HeadNotFoundException">Its field of view, by its header, is no head's.</exception>
    public static BlankedBlocks? FindBlanked(Volume volume, Image scan)
    {
        RequirePlausibleView(volume);
        return BlankedBlocks.Find(scan);
    }

    private static BlankedHead? Blanked(HeadAtlas atlas, BlankedBlocks? blocks) =>
        blocks is null ? null : new(blocks, points => KeptPart.Contains(atlas, points));

    private static void RequirePlausibleView(Volume volume)
    {
        if (!HasPlausibleView(volume))
        {
            var litres = Litres(volume);
            throw new HeadNotFoundException(volume.Name, FormattableString.Invariant(
                $"its field of view is {litres:0.###} L by its header. Check the voxel sizes and units there"));
        }
    }

    /// <summary>True if the field of view of a volume, by its header, may be that of a head.</summary>
    public static bool HasPlausibleView(Volume volume) => Litres(volume) is >= SmallestView and <= LargestView;

    private static double Litres(Volume volume) =>
        volume.Grid.VoxelCount * volume.Grid.VoxelVolume / CubicMillimetersInLiter;
}
