namespace RefacePS.Morphometry;

/// <summary>Regions of a measurement by their number.</summary>
public static class RegionVolumes
{
    /// <summary>Volume of a region, mL.</summary>
    public static double Of(this BrainVolumes volumes, BrainRegion region)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        return region switch
        {
            BrainRegion.TotalIntracranial => volumes.TotalIntracranial,
            BrainRegion.GreyMatter => volumes.GreyMatter,
            BrainRegion.WhiteMatter => volumes.WhiteMatter,
            BrainRegion.CerebrospinalFluid => volumes.CerebrospinalFluid,
            BrainRegion.CorticalGreyMatter => volumes.CorticalGreyMatter,
            BrainRegion.FrontalLobe => volumes.FrontalLobe,
            BrainRegion.ParietalLobe => volumes.ParietalLobe,
            BrainRegion.TemporalLobe => volumes.TemporalLobe,
            BrainRegion.OccipitalLobe => volumes.OccipitalLobe,
            BrainRegion.Cerebellum => volumes.Cerebellum,
            BrainRegion.BrainStem => volumes.BrainStem,
            BrainRegion.Hippocampus => volumes.Hippocampus,
            BrainRegion.Thalamus => volumes.Thalamus,
            BrainRegion.Caudate => volumes.Caudate,
            BrainRegion.Putamen => volumes.Putamen,
            BrainRegion.Pallidum => volumes.Pallidum,
            BrainRegion.Ventricles => volumes.Ventricles,
            _ => throw new ArgumentOutOfRangeException(nameof(region)),
        };
    }
}
