namespace RefacePS;

/// <summary>The options by which the profile leaves something (DICOM PS3.15, E.3).</summary>
[Flags]
public enum DicomRetention
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>UIDs, but those of the images and series, which are other ones now.</summary>
    Uid = 1,

    /// <summary>Dates, all of a patient shifted by the same number of days; times of day.</summary>
    Dates = 2,

    /// <summary>The device: serial number, station, software.</summary>
    Device = 4,

    /// <summary>Sex, age, size, weight.</summary>
    Patient = 8,

    /// <summary>Descriptions of study, series and protocol, as they are: free text of operators.</summary>
    Descriptions = 16,
}
