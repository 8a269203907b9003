namespace RefacePS.Files.Dicom.Writing;

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
