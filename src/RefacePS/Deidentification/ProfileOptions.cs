namespace RefacePS.Deidentification;

/// <summary>Options of the Basic Application Level Confidentiality Profile (DICOM PS3.15, section E.3).</summary>
[Flags]
internal enum ProfileOptions
{
    /// <summary>The basic profile alone, which keeps nothing that it names.</summary>
    None = 0,

    /// <summary>Retain Safe Private.</summary>
    RetainSafePrivate = 1 << 0,

    /// <summary>Retain UIDs.</summary>
    RetainUids = 1 << 1,

    /// <summary>Retain Device Identity.</summary>
    RetainDeviceIdentity = 1 << 2,

    /// <summary>Retain Institution Identity.</summary>
    RetainInstitutionIdentity = 1 << 3,

    /// <summary>Retain Patient Characteristics: sex, age, size, weight and the like.</summary>
    RetainPatientCharacteristics = 1 << 4,

    /// <summary>Retain Longitudinal Temporal Information with Full Dates.</summary>
    RetainLongitudinalFullDates = 1 << 5,

    /// <summary>Retain Longitudinal Temporal Information with Modified Dates.</summary>
    RetainLongitudinalModifiedDates = 1 << 6,

    /// <summary>Clean Descriptors.</summary>
    CleanDescriptors = 1 << 7,

    /// <summary>Clean Structured Content.</summary>
    CleanStructuredContent = 1 << 8,

    /// <summary>Clean Graphics.</summary>
    CleanGraphics = 1 << 9,
}
