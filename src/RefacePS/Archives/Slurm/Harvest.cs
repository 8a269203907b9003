namespace RefacePS.Archives.Slurm;

/// <summary>Takes what tasks wrote down over into the ledger, and counts it.</summary>
/// <param name="ledger">The ledger of the destination.</param>
/// <param name="tally">Counts.</param>
/// <param name="source">Full path of the source.</param>
internal sealed class Harvest(Ledger ledger, RunTally tally, string source)
{
    private readonly HashSet<string> settled = new(StringComparer.Ordinal);
    private readonly HashSet<string> failed = new(StringComparer.Ordinal);

    /// <summary>Scans and files that tasks have come to an end with.</summary>
    public int Settled => settled.Count;

    /// <summary>Scans and files that tasks have brought into the destination, or hold back.</summary>
    public int Done => settled.Count - failed.Count;

    /// <summary>True if a task has come to an end with a scan or file.</summary>
    public bool IsSettled(ArchiveItem item) => settled.Contains(item.Path);

    /// <summary>True if a scan or file could not be treated.</summary>
    public bool HasFailed(ArchiveItem item) => failed.Contains(item.Path);

    /// <summary>Takes rows over.</summary>
    public void Take(IReadOnlyList<LedgerEntry> rows)
    {
        ledger.Put(rows);
        foreach (var row in rows.Where(
            row => row.IsSettled || row.Scan.Status is ArchiveScanStatus.Failed or ArchiveScanStatus.Withheld))
        {
            Count(row);
        }
    }

    private void Count(LedgerEntry row)
    {
        var path = row.Scan.Path;
        var isNew = settled.Add(path);
        if (row.IsSettled)
        {
            // A failure was counted before, and its row had nothing to tell of what was done.
            if (failed.Remove(path))
            {
                tally.Notice(row);
            }
        }
        else if (failed.Add(path) && row.Scan.Status == ArchiveScanStatus.Failed)
        {
            tally.Explain(ArchivePath.Full(source, path),
                new TaskFailureException(row.Scan.ErrorId ?? "", row.Scan.Reasons is [var reason, ..] ? reason : ""));
        }

        if (isNew)
        {
            tally.Count(row);
        }
    }
}
