namespace RefacePS.Morphometry.Building;

/// <summary>A stage of making a brain atlas.</summary>
public enum BrainAtlasStage
{
    /// <summary>Finding the heads.</summary>
    Finding,

    /// <summary>Aligning and averaging the brains.</summary>
    Averaging,

    /// <summary>Measuring the brains, to learn from them.</summary>
    Sampling,

    /// <summary>Training the network.</summary>
    Training,
}
