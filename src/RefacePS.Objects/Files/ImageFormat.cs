namespace RefacePS;

/// <summary>The format that a volume is written in.</summary>
public enum ImageFormat
{
    /// <summary>NIfTI, with a JSON sidecar.</summary>
    Nifti,

    /// <summary>MGH, or MGZ where compressed, of FreeSurfer, with a JSON sidecar.</summary>
    Mgh,

    /// <summary>The DICOM files that it came from.</summary>
    Dicom,
}
