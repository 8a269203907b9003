using RefacePS.Morphometry;

namespace RefacePS.Bench.MorphometryAccuracy;

/// <summary>A region of a scan: as measured and by the reference.</summary>
/// <param name="Region">The region.</param>
/// <param name="Dice">Overlap of the label maps, 0 to 1.</param>
/// <param name="Measured">Measured volume, mL.</param>
/// <param name="Reference">Volume by the reference, mL.</param>
internal sealed record MeasuredRegion(BrainRegion Region, double Dice, double Measured, double Reference);

/// <summary>A scan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Regions">Its regions, in their order.</param>
internal sealed record MeasuredScan(string Name, IReadOnlyList<MeasuredRegion> Regions)
{
    public static MeasuredScan Compare(string name, Volume scan, BrainMeasurement measurement,
        Func<BrainRegion, bool[]> reference) => new(
        name, [.. Enum.GetValues<BrainRegion>()
            .Select(region => Compare(region, scan, measurement, reference(region)))]);

    /// <summary>Holds one region against the voxels (x fastest) that belong to it.</summary>
    public static MeasuredRegion Compare(BrainRegion region, Volume scan, BrainMeasurement measurement,
        bool[] reference)
    {
        var isIn = Enum.GetValues<BrainStructure>().Select(structure => region.Contains(structure)).ToArray();
        var labels = measurement.Labels!.Value.Span;
        var (both, mine, theirs) = (0L, 0L, 0L);
        for (var voxel = 0; voxel < labels.Length; voxel++)
        {
            var (here, there) = (isIn[labels[voxel]], reference[voxel]);
            mine += here ? 1 : 0;
            theirs += there ? 1 : 0;
            both += here && there ? 1 : 0;
        }

        return new(
            region, 2.0 * both / (mine + theirs), measurement.Volumes.Of(region), scan.Grid.Milliliters(theirs));
    }
}
