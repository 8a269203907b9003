using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>Tells faults of one scan or file, after which the others go on, from those that end the run.</summary>
internal static class WorkFaults
{
    /// <summary>True if the run was stopped, which is no fault.</summary>
    public static bool IsStop(Exception e, CancellationToken cancel) =>
        e is OperationCanceledException && cancel.IsCancellationRequested;

    /// <summary>True if no other scan or file could be treated either: the disk is full, or the ledger cannot be
    /// written.</summary>
    public static bool EndsRun(Exception e) => e is VolumeFileException { Fault: VolumeFileFault.DiskFull }
        or ArchiveException { Fault: ArchiveFault.LedgerUnusable };
}
