namespace RefacePS.Archives;

/// <summary>A row of the ledger: what a user sees of it, and the files it vouches for.</summary>
/// <param name="Scan">What a user sees.</param>
/// <param name="Inputs">Files as they were read; empty before.</param>
/// <param name="Outputs">Files as they were written; empty where there are none.</param>
internal sealed record LedgerEntry(ArchiveScan Scan, IReadOnlyList<FileStamp> Inputs, IReadOnlyList<FileStamp> Outputs)
{
    /// <summary>Things that a person should look at, though all is done. They are told when the row is counted; tasks
    /// hand them over in their rows, and the ledger of the destination does not keep them.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The row of something whose turn has not come.</summary>
    public static LedgerEntry Of(ArchiveItem item, ArchiveScanStatus status) => new(
        new ArchiveScan { Path = item.Path, Subject = item.Subject, Session = item.Session, Role = item.Role,
            Status = status }, [], []);

    /// <summary>The row, once its scan or file could not be treated.</summary>
    public LedgerEntry Failed(Exception cause) => this with
    {
        Scan = Scan with
        {
            Status = ArchiveScanStatus.Failed,
            ErrorId = (cause as RefacePSException)?.ErrorId ?? cause.GetType().Name,
            Reasons = [cause is RefacePSException ? cause.Message : cause.Message.Split('\n')[0]],
        },
    };

    /// <summary>The row, once its paths are known to lie below source and destination: it came from a file that others
    /// may have written.</summary>
    /// <exception cref="FormatException">One may lead elsewhere, or the row is not whole.</exception>
    public LedgerEntry Checked()
    {
        if (Scan is null || Inputs is null || Outputs is null || Notices is null)
        {
            throw new FormatException("A row is not whole.");
        }

        ArchivePath.Require([Scan.Path, .. Scan.Output is { } output ? [output] : (string[])[]]);
        ArchivePath.Require(Inputs.Concat(Outputs).Select(stamp => stamp?.Path));
        return this;
    }

    /// <summary>True if its work is over and need not be done again while nothing changes.</summary>
    public bool IsSettled => Scan.Status is ArchiveScanStatus.Done or ArchiveScanStatus.Doubtful;
}
