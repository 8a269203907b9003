namespace RefacePS.Atlases;

/// <summary>The progress of making an atlas.</summary>
/// <param name="Stage">What is being done to all heads.</param>
/// <param name="Head">The head under way, from 1.</param>
/// <param name="Heads">Heads in all.</param>
/// <param name="Fraction">Share of the whole work that is done, 0 to 1.</param>
public sealed record AtlasProgress(AtlasStage Stage, int Head, int Heads, double Fraction);

/// <summary>A stage of making an atlas, done to all heads, again and again.</summary>
public enum AtlasStage
{
    /// <summary>Finding the centres of the intracranial cavities.</summary>
    Centring,

    /// <summary>Aligning the heads with the present average by affine maps.</summary>
    AffineRegistration,

    /// <summary>Aligning the heads with the present average by smooth fields.</summary>
    DeformableRegistration,

    /// <summary>Averaging the aligned heads.</summary>
    Averaging,
}
