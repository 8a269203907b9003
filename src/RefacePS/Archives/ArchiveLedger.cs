namespace RefacePS.Archives;

/// <summary>Reads what runs have written about an archive.</summary>
public static class ArchiveLedger
{
    /// <summary>The scans of a destination in the order of their paths, while a run goes on or not. Other files are
    /// left out.</summary>
    /// <exception cref="ArchiveException">There is no ledger, or it cannot be read.</exception>
    public static IReadOnlyList<ArchiveScan> Read(string destination) =>
        [.. Ledger.Read(destination).Select(entry => entry.Scan).Where(scan => 
            scan.Role != ArchiveRole.File || scan.Status == ArchiveScanStatus.Withheld)];
}
