namespace RefacePS.Morphometry.Building;

/// <summary>The progress of making a brain atlas.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Scan">The scan under way, from 1.</param>
/// <param name="Scans">Scans in all.</param>
/// <param name="Fraction">Share of the whole work that is done, 0 to 1.</param>
public sealed record BrainAtlasProgress(BrainAtlasStage Stage, int Scan, int Scans, double Fraction);

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
