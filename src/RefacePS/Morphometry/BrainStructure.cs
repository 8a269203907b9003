namespace RefacePS.Morphometry;

/// <summary>
/// A structure that a voxel can belong to, of the coarsest partition of which every region is a sum. Left and right are
/// one. The numbers are those of label maps and of the frames of a brain atlas.
/// </summary>
public enum BrainStructure : byte
{
    /// <summary>Outside the intracranial cavity.</summary>
    Background,

    /// <summary>Cerebrospinal fluid outside the ventricles.</summary>
    SulcalFluid,

    /// <summary>The lateral, third and fourth ventricles.</summary>
    Ventricles,

    /// <summary>Midbrain, pons and medulla: neither grey nor white matter.</summary>
    BrainStem,

    /// <summary>Grey matter of the cerebellum.</summary>
    CerebellarGrey,

    /// <summary>White matter of the cerebellum.</summary>
    CerebellarWhite,

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

    /// <summary>Other grey matter below the cortex: accumbens, amygdala, basal forebrain.</summary>
    DeepGrey,

    /// <summary>White matter of no lobe: corpus callosum, fornix, internal capsule, ventral diencephalon.</summary>
    DeepWhite,

    /// <summary>Cortex of no lobe: insula, cingulate gyrus.</summary>
    LimbicGrey,

    /// <summary>Cortex of the frontal lobe.</summary>
    FrontalGrey,

    /// <summary>White matter of the frontal lobe.</summary>
    FrontalWhite,

    /// <summary>Cortex of the parietal lobe.</summary>
    ParietalGrey,

    /// <summary>White matter of the parietal lobe.</summary>
    ParietalWhite,

    /// <summary>Cortex of the temporal lobe.</summary>
    TemporalGrey,

    /// <summary>White matter of the temporal lobe.</summary>
    TemporalWhite,

    /// <summary>Cortex of the occipital lobe.</summary>
    OccipitalGrey,

    /// <summary>White matter of the occipital lobe.</summary>
    OccipitalWhite,

    /// <summary>Inside the cavity, and no tissue of any region.</summary>
    Unassigned,
}
