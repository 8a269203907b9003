namespace RefacePS;

/// <summary>Reason for which a measurement, or one number of it, plays no part in a comparison. The names are
/// stable.</summary>
public enum ExclusionReason
{
    /// <summary>The scan could not be measured.</summary>
    Failed,

    /// <summary>The subject trained the model that made the scans.</summary>
    TrainingSubject,

    /// <summary>The user asked for it.</summary>
    AsAsked,

    /// <summary>The measurement does not say whose it is, or of what variant.</summary>
    MeasurementIncomplete,

    /// <summary>Subject, session and variant are those of an earlier measurement.</summary>
    DuplicateMeasurement,

    /// <summary>There is no other measurement to be paired with.</summary>
    Unpaired,

    /// <summary>Most regions differ a hundredfold between the two of a pair.</summary>
    MixedUnits,

    /// <summary>The region has no number here: it is empty, NaN or infinite. The other regions of the measurement
    /// count.</summary>
    MissingValue,

    /// <summary>The registration score says that the brain was not found.</summary>
    LowScore,

    /// <summary>The measurement calls itself doubtful.</summary>
    Doubtful,

    /// <summary>The region has a text here that is no number. The other regions of the measurement count.</summary>
    NotANumber,
}
