namespace RefacePS.Files;

/// <summary>What a volume is written as.</summary>
public enum ImageFormat
{
    /// <summary>NIfTI, with a JSON sidecar.</summary>
    Nifti,

    /// <summary>MGH, or MGZ where compressed, of FreeSurfer, with a JSON sidecar.</summary>
    Mgh,

    /// <summary>The DICOM files that it came from.</summary>
    Dicom,
}
