using static RefacePS.Morphometry.BrainStructure;

namespace RefacePS.Morphometry;

/// <summary>The regions that are measured, by the names of the properties that hold them.</summary>
public enum BrainRegion
{
    /// <summary>All inside the skull: brain and fluid.</summary>
    TotalIntracranial,

    /// <summary>Grey matter of cerebrum and cerebellum.</summary>
    GreyMatter,

    /// <summary>White matter of cerebrum and cerebellum.</summary>
    WhiteMatter,

    /// <summary>Fluid in and round the brain.</summary>
    CerebrospinalFluid,

    /// <summary>Cortex of the cerebrum.</summary>
    CorticalGreyMatter,

    /// <summary>Cortex and white matter of the frontal lobe.</summary>
    FrontalLobe,

    /// <summary>Cortex and white matter of the parietal lobe.</summary>
    ParietalLobe,

    /// <summary>Cortex and white matter of the temporal lobe, without the hippocampus.</summary>
    TemporalLobe,

    /// <summary>Cortex and white matter of the occipital lobe.</summary>
    OccipitalLobe,

    /// <summary>Grey and white matter of the cerebellum.</summary>
    Cerebellum,

    /// <summary>Midbrain, pons and medulla.</summary>
    BrainStem,

    /// <summary>Hippocampus.</summary>
    Hippocampus,

    /// <summary>Thalamus.</summary>
    Thalamus,

    /// <summary>Caudate nucleus.</summary>
    Caudate,

    /// <summary>Putamen.</summary>
    Putamen,

    /// <summary>Globus pallidus.</summary>
    Pallidum,

    /// <summary>The lateral, third and fourth ventricles.</summary>
    Ventricles,
}

/// <summary>The structures that the regions consist of.</summary>
public static class BrainRegions
{
    private static readonly BrainStructure[] Cortex =
        [LimbicGrey, FrontalGrey, ParietalGrey, TemporalGrey, OccipitalGrey];

    /// <summary>Structures in all, the background included.</summary>
    public static int StructureCount { get; } = Enum.GetValues<BrainStructure>().Length;

    /// <summary>The structures that make up a region.</summary>
    public static IReadOnlyList<BrainStructure> StructuresOf(BrainRegion region) => region switch
    {
        BrainRegion.TotalIntracranial =>
            [.. Enum.GetValues<BrainStructure>().Where(structure => structure != Background)],
        BrainRegion.GreyMatter =>
            [.. Cortex, CerebellarGrey, BrainStructure.Hippocampus, BrainStructure.Thalamus, BrainStructure.Caudate,
                BrainStructure.Putamen, BrainStructure.Pallidum, DeepGrey],
        BrainRegion.WhiteMatter =>
            [CerebellarWhite, DeepWhite, FrontalWhite, ParietalWhite, TemporalWhite, OccipitalWhite],
        BrainRegion.CerebrospinalFluid => [SulcalFluid, BrainStructure.Ventricles],
        BrainRegion.CorticalGreyMatter => Cortex,
        BrainRegion.FrontalLobe => [FrontalGrey, FrontalWhite],
        BrainRegion.ParietalLobe => [ParietalGrey, ParietalWhite],
        BrainRegion.TemporalLobe => [TemporalGrey, TemporalWhite],
        BrainRegion.OccipitalLobe => [OccipitalGrey, OccipitalWhite],
        BrainRegion.Cerebellum => [CerebellarGrey, CerebellarWhite],
        BrainRegion.BrainStem => [BrainStructure.BrainStem],
        BrainRegion.Hippocampus => [BrainStructure.Hippocampus],
        BrainRegion.Thalamus => [BrainStructure.Thalamus],
        BrainRegion.Caudate => [BrainStructure.Caudate],
        BrainRegion.Putamen => [BrainStructure.Putamen],
        BrainRegion.Pallidum => [BrainStructure.Pallidum],
        BrainRegion.Ventricles => [BrainStructure.Ventricles],
        _ => throw new ArgumentOutOfRangeException(nameof(region)),
    };

    /// <summary>True if a structure belongs to a region.</summary>
    public static bool Contains(this BrainRegion region, BrainStructure structure) =>
        StructuresOf(region).Contains(structure);
}
