namespace RefacePS.Morphometry;

/// <summary>The colours of label maps: a colour a structure, cortex and white matter of a lobe alike.</summary>
internal static class LabelColours
{
    private static readonly Dictionary<BrainStructure, (byte R, byte G, byte B)> Colours = new()
    {
        [BrainStructure.Background] = (0, 0, 0),
        [BrainStructure.SulcalFluid] = (40, 70, 110),
        [BrainStructure.Ventricles] = (70, 150, 230),
        [BrainStructure.BrainStem] = (150, 150, 170),
        [BrainStructure.CerebellarGrey] = (230, 150, 70),
        [BrainStructure.CerebellarWhite] = (245, 205, 160),
        [BrainStructure.Hippocampus] = (240, 220, 40),
        [BrainStructure.Thalamus] = (0, 130, 60),
        [BrainStructure.Caudate] = (110, 190, 240),
        [BrainStructure.Putamen] = (235, 60, 150),
        [BrainStructure.Pallidum] = (60, 60, 200),
        [BrainStructure.DeepGrey] = (170, 110, 60),
        [BrainStructure.DeepWhite] = (225, 225, 225),
        [BrainStructure.LimbicGrey] = (150, 90, 200),
        [BrainStructure.FrontalGrey] = (205, 60, 60),
        [BrainStructure.FrontalWhite] = (235, 175, 175),
        [BrainStructure.ParietalGrey] = (60, 160, 90),
        [BrainStructure.ParietalWhite] = (175, 220, 185),
        [BrainStructure.TemporalGrey] = (60, 100, 190),
        [BrainStructure.TemporalWhite] = (175, 190, 230),
        [BrainStructure.OccipitalGrey] = (190, 150, 30),
        [BrainStructure.OccipitalWhite] = (230, 215, 150),
        [BrainStructure.Unassigned] = (100, 100, 100),
    };

    /// <summary>The colour of a structure, 0 to 255 a channel.</summary>
    public static (byte R, byte G, byte B) Of(BrainStructure structure) => Colours[structure];
}
