using RefacePS.Files.Dicom.Writing;

namespace RefacePS.Archives;

/// <summary>The options of a run over an archive.</summary>
public sealed record ArchiveOptions
{
    /// <summary>Full path of the tree to read.</summary>
    public required string Source { get; init; }

    /// <summary>Full path of the tree to write: absent, empty, or one that an earlier run wrote.</summary>
    public required string Destination { get; init; }

    /// <summary>The thing that takes the place of faces.</summary>
    public ArchiveMethod Method { get; init; }

    /// <summary>The treatment of files that are no images.</summary>
    public OtherFilePolicy OtherFiles { get; init; }

    /// <summary>The kind of destination.</summary>
    public ArchiveLayout Layout { get; init; }

    /// <summary>True if the times of scans in tables stay as they are.</summary>
    public bool KeepTimes { get; init; }

    /// <summary>The way in which DICOM series are written.</summary>
    public DicomWriteOptions Dicom { get; init; } = new();

    /// <summary>Sessions worked on at once, 1 or more.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Full path of the folder of the contact sheet, outside the destination; null for none.</summary>
    public string? ReviewPath { get; init; }

    /// <summary>Says of a doubtful scan, by its path below the source, whether it was looked at and goes into the
    /// destination all the same.</summary>
    public Predicate<string> Accepts { get; init; } = _ => false;
}
