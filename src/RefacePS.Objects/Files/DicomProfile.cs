namespace RefacePS;

/// <summary>The parts of DICOM files that are kept although they may identify a person.</summary>
public enum DicomProfile
{
    /// <summary>The Basic Application Level Confidentiality Profile (DICOM PS3.15, annex E) is applied.</summary>
    Basic,

    /// <summary>All elements are kept but those that show the face, and those that say what was done to it.</summary>
    None,
}
