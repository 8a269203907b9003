namespace RefacePS;

/// <summary>The verdict on a measurement of a brain, from what the scan shows.</summary>
public enum MeasurementQuality
{
    /// <summary>A brain was found, and its volumes can be those of a brain.</summary>
    Good,

    /// <summary>The volumes may be those of something else; <see cref="BrainVolumes.QualityReasons"/> says
    /// why.</summary>
    Doubtful,
}
