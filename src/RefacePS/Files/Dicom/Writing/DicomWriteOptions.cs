namespace RefacePS.Files.Dicom.Writing;

/// <summary>The parts of DICOM files that are kept although they may identify a person.</summary>
public enum DicomProfile
{
    /// <summary>The Basic Application Level Confidentiality Profile (DICOM PS3.15, annex E) is applied.</summary>
    Basic,

    /// <summary>All elements are kept but those that show the face, and those that say what was done to it.</summary>
    None,
}

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

/// <summary>The options of writing a volume as DICOM.</summary>
/// <param name="Overwrite">Whether files at the destination may be replaced. Those that the volume came from never
/// are.</param>
/// <param name="Profile">What becomes of what may identify a person.</param>
/// <param name="Retain">What the profile leaves.</param>
/// <param name="KeepUid">Whether images and series keep their UIDs, although they are other ones now.</param>
/// <param name="Key">Secret that new UIDs, pseudonyms and shifts of dates are made with; the user's own where
/// null.</param>
/// <param name="IncludeMask">Whether the mask of the removed voxels is written too, as NIfTI.</param>
public sealed record DicomWriteOptions(
    bool Overwrite = false, DicomProfile Profile = DicomProfile.Basic, DicomRetention Retain = DicomRetention.None,
    bool KeepUid = false, string? Key = null, bool IncludeMask = false);
