namespace RefacePS;

/// <summary>The progress of a scan of an archive.</summary>
public enum ArchiveScanStatus
{
    /// <summary>Its turn has not come.</summary>
    Pending,

    /// <summary>It is being worked on, or was when a run was killed.</summary>
    Running,

    /// <summary>Its result is in the destination.</summary>
    Done,

    /// <summary>It was treated, but nothing is in the destination before a person has looked: the face may still be
    /// there.</summary>
    Doubtful,

    /// <summary>It could not be treated; nothing of it is in the destination, and the next run tries again.</summary>
    Failed,

    /// <summary>An image that cannot be treated (a rendering or report of DICOM, a label map without its head); it is
    /// left out of the destination.</summary>
    Withheld,
}
