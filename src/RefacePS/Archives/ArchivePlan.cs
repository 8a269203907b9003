namespace RefacePS.Archives;

/// <summary>The plan of what is to be done to the files of a tree.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Sessions">Images by session, those first whose head is found for itself.</param>
/// <param name="Files">Other files that are copied, or withheld for what they hold.</param>
public sealed record ArchivePlan(
    ArchiveOptions Options, IReadOnlyList<IReadOnlyList<ArchiveItem>> Sessions, IReadOnlyList<ArchiveItem> Files)
{
    /// <summary>Fingerprint of the key by which DICOM files get new names; null where there are none.</summary>
    internal string? DicomKey { get; init; }

    /// <summary>All images.</summary>
    public IEnumerable<ArchiveItem> Scans => Sessions.SelectMany(session => session);

    /// <summary>All images, then all other files.</summary>
    public IEnumerable<ArchiveItem> Items => Scans.Concat(Files);
}
