namespace RefacePS.Files;

/// <summary>What a volume is written as.</summary>
public enum ImageFormat
{
    /// <summary>NIfTI, with a JSON sidecar.</summary>
    Nifti,

    /// <summary>The DICOM files that it came from.</summary>
    Dicom,
}
