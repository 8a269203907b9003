namespace RefacePS.Tests.Morphometry;

/// <summary>Volumes that are all different.</summary>
internal static class SomeVolumes
{
    public static BrainVolumes Create() => new()
    {
        Subject = "01",
        Variant = VolumeKind.Defaced,
        Atlas = "none",
        VoxelSizeMillimeters = 1,
        RegistrationScore = 0.9,
        CavityInView = 1,
        GreyWhiteContrast = 0.3,
        TotalIntracranial = 1500,
        GreyMatter = 700,
        WhiteMatter = 500,
        CerebrospinalFluid = 250,
        CorticalGreyMatter = 550,
        FrontalLobe = 400,
        ParietalLobe = 220,
        TemporalLobe = 230,
        OccipitalLobe = 150,
        Cerebellum = 140,
        BrainStem = 25,
        Hippocampus = 8,
        Thalamus = 15,
        Caudate = 7,
        Putamen = 9,
        Pallidum = 3,
        Ventricles = 30,
    };
}
