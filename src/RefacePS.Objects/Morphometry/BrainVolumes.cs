namespace RefacePS;

/// <summary>
/// Volumes of brain regions of one scan: flat, so that it goes into a table as it is. Regions are in mL; beside each is
/// its share of the intracranial volume in percent.
/// </summary>
public sealed record BrainVolumes
{
    /// <summary>The properties that hold the volume of a region.</summary>
    public static IReadOnlyList<string> RegionNames { get; } =
    [
        nameof(TotalIntracranial), nameof(GreyMatter), nameof(WhiteMatter), nameof(CerebrospinalFluid),
        nameof(CorticalGreyMatter),
        nameof(FrontalLobe), nameof(ParietalLobe), nameof(TemporalLobe), nameof(OccipitalLobe), nameof(Cerebellum),
        nameof(BrainStem),
        nameof(Hippocampus), nameof(Thalamus), nameof(Caudate), nameof(Putamen), nameof(Pallidum), nameof(Ventricles),
    ];

    /// <summary>Subject of the scan.</summary>
    public string? Subject { get; init; }

    /// <summary>Session of the scan, or null.</summary>
    public string? Session { get; init; }

    /// <summary>The state of the face.</summary>
    public required VolumeKind Variant { get; init; }

    /// <summary>File that the scan came from, or null.</summary>
    public string? Path { get; init; }

    /// <summary>Name and version of the model that made an artificial face; null where there is none.</summary>
    public string? Model { get; init; }

    /// <summary>Name and version of the brain atlas that was measured with.</summary>
    public required string Atlas { get; init; }

    /// <summary>Edge (mm) of a cube as large as a voxel of the scan.</summary>
    public required double VoxelSizeMillimeters { get; init; }

    /// <summary>The fit of the average brain to the scan, 0 to 1.</summary>
    public required double RegistrationScore { get; init; }

    /// <summary>The fit of the average brain to the scan after all steps, 0 to 1: what tells a brain from something
    /// else.</summary>
    public double BrainAgreement { get; init; } = double.NaN;

    /// <summary>The verdict on the measurement.</summary>
    public MeasurementQuality Quality { get; init; }

    /// <summary>Reasons for a measurement that is not Good, with semicolons between; empty otherwise.</summary>
    public string QualityReasons { get; init; } = "";

    /// <summary>Share of the intracranial cavity that lies in the field of view, 0 to 1. What lies outside is not
    /// measured.</summary>
    public required double CavityInView { get; init; }

    /// <summary>The contrast of white matter to grey, relative to itself: about 0.2 to 0.4 in T1-weighted
    /// scans.</summary>
    public required double GreyWhiteContrast { get; init; }

    /// <summary>File of the label map; null where none was written.</summary>
    public string? LabelPath { get; init; }

    /// <summary>All inside the skull, mL.</summary>
    public required double TotalIntracranial { get; init; }

    /// <summary>Grey matter of cerebrum and cerebellum, mL.</summary>
    public required double GreyMatter { get; init; }

    /// <summary>White matter of cerebrum and cerebellum, mL.</summary>
    public required double WhiteMatter { get; init; }

    /// <summary>Fluid in and round the brain, mL.</summary>
    public required double CerebrospinalFluid { get; init; }

    /// <summary>Cortex of the cerebrum, mL.</summary>
    public required double CorticalGreyMatter { get; init; }

    /// <summary>Cortex and white matter of the frontal lobe, mL.</summary>
    public required double FrontalLobe { get; init; }

    /// <summary>Cortex and white matter of the parietal lobe, mL.</summary>
    public required double ParietalLobe { get; init; }

    /// <summary>Cortex and white matter of the temporal lobe, mL.</summary>
    public required double TemporalLobe { get; init; }

    /// <summary>Cortex and white matter of the occipital lobe, mL.</summary>
    public required double OccipitalLobe { get; init; }

    /// <summary>Grey and white matter of the cerebellum, mL.</summary>
    public required double Cerebellum { get; init; }

    /// <summary>Midbrain, pons and medulla, mL.</summary>
    public required double BrainStem { get; init; }

    /// <summary>Both hippocampi, mL.</summary>
    public required double Hippocampus { get; init; }

    /// <summary>Both thalami, mL.</summary>
    public required double Thalamus { get; init; }

    /// <summary>Both caudate nuclei, mL.</summary>
    public required double Caudate { get; init; }

    /// <summary>Both putamina, mL.</summary>
    public required double Putamen { get; init; }

    /// <summary>Both globi pallidi, mL.</summary>
    public required double Pallidum { get; init; }

    /// <summary>The lateral, third and fourth ventricles, mL.</summary>
    public required double Ventricles { get; init; }

    /// <summary><see cref="GreyMatter"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double GreyMatterPercent => Percent(GreyMatter);

    /// <summary><see cref="WhiteMatter"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double WhiteMatterPercent => Percent(WhiteMatter);

    /// <summary><see cref="CerebrospinalFluid"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double CerebrospinalFluidPercent => Percent(CerebrospinalFluid);

    /// <summary><see cref="CorticalGreyMatter"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double CorticalGreyMatterPercent => Percent(CorticalGreyMatter);

    /// <summary><see cref="FrontalLobe"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double FrontalLobePercent => Percent(FrontalLobe);

    /// <summary><see cref="ParietalLobe"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double ParietalLobePercent => Percent(ParietalLobe);

    /// <summary><see cref="TemporalLobe"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double TemporalLobePercent => Percent(TemporalLobe);

    /// <summary><see cref="OccipitalLobe"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double OccipitalLobePercent => Percent(OccipitalLobe);

    /// <summary><see cref="Cerebellum"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double CerebellumPercent => Percent(Cerebellum);

    /// <summary><see cref="BrainStem"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double BrainStemPercent => Percent(BrainStem);

    /// <summary><see cref="Hippocampus"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double HippocampusPercent => Percent(Hippocampus);

    /// <summary><see cref="Thalamus"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double ThalamusPercent => Percent(Thalamus);

    /// <summary><see cref="Caudate"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double CaudatePercent => Percent(Caudate);

    /// <summary><see cref="Putamen"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double PutamenPercent => Percent(Putamen);

    /// <summary><see cref="Pallidum"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double PallidumPercent => Percent(Pallidum);

    /// <summary><see cref="Ventricles"/> in percent of <see cref="TotalIntracranial"/>.</summary>
    public double VentriclesPercent => Percent(Ventricles);

    private double Percent(double volume) => 100 * volume / TotalIntracranial;
}
