namespace RefacePS.Archives;

/// <summary>The treatment of a file on its way into the destination.</summary>
public enum Treatment
{
    /// <summary>The face is removed and an artificial one takes its place.</summary>
    Reface,

    /// <summary>The face is removed.</summary>
    Deface,

    /// <summary>The voxels of the face become 0.</summary>
    Clear,

    /// <summary>It is copied.</summary>
    Copy,

    /// <summary>It is left out.</summary>
    Withhold,
}

/// <summary>One image or other file of the plan. All paths are below source or destination, with forward
/// slashes.</summary>
public sealed record ArchiveItem
{
    /// <summary>Path of the file; of the image where others belong to it.</summary>
    public required string Path { get; init; }

    /// <summary>Its role in the removal of faces.</summary>
    public required ArchiveRole Role { get; init; }

    /// <summary>Its treatment.</summary>
    public required Treatment Treatment { get; init; }

    /// <summary>Files that are read: the image, its other half, its sidecar; the heads that say where its face
    /// is.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The files of a DICOM series, each of which becomes the output of the same number; empty for all that
    /// is one image.</summary>
    public IReadOnlyList<string> Slices { get; init; } = [];

    /// <summary>Images of its session that may say where its face is; empty for a head.</summary>
    public IReadOnlyList<string> PlacedBy { get; init; } = [];

    /// <summary>Files that are written: the image first, its other half, its sidecar; empty where it is left
    /// out.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Subject by the BIDS name, or the file's stem.</summary>
    public string? Subject { get; init; }

    /// <summary>Session by the BIDS name, or null.</summary>
    public string? Session { get; init; }

    /// <summary>The reason for which it is left out, or cannot be treated; null where nothing speaks against
    /// it.</summary>
    public ArchiveException? Fault { get; init; }

    /// <summary>
    /// Its kind, in words such as "a DICOM file", where it is no image that can be treated and not known to be
    /// harmless; else null.
    /// </summary>
    public string? Kind { get; init; }

    /// <summary>True if it is a DICOM series.</summary>
    public bool IsDicom => Slices.Count > 0;

    /// <summary>True if it is an image.</summary>
    public bool IsScan => Role != ArchiveRole.File;
}
