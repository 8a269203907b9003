namespace RefacePS.Atlases.Building;

/// <summary>A stage of making a head atlas, done to all heads, again and again.</summary>
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
