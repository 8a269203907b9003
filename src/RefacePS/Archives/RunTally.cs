using System.Diagnostics;

namespace RefacePS.Archives;

/// <summary>Counts what becomes of scans and files in a run, and tells the observer. Any thread may call.</summary>
internal sealed class RunTally(IArchiveObserver observer)
{
    /// <summary>A scan takes about as long as this many other files.</summary>
    private const double ScanWeight = 50;

    private readonly Stopwatch elapsed = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private int scans;
    private int files;

    /// <summary>Scans put into the destination.</summary>
    public int Protected { get; private set; }

    /// <summary>Scans held back.</summary>
    public int Doubtful { get; private set; }

    /// <summary>Scans that turned out to be of a kind that cannot be treated.</summary>
    public int Withheld { get; private set; }

    /// <summary>Scans that failed.</summary>
    public int Failed { get; private set; }

    /// <summary>Other files that were copied.</summary>
    public int FilesCopied { get; private set; }

    /// <summary>Other files that failed.</summary>
    public int FilesFailed { get; private set; }

    /// <summary>Since the run began to work.</summary>
    public TimeSpan Elapsed => elapsed.Elapsed;

    /// <summary>Scans that were treated an hour, failures too; null where none was to the end: what is withheld or
    /// fails at once says nothing of the time that a scan takes.</summary>
    public double? TreatedPerHour => Protected + Doubtful > 0 ? AnHour(Protected + Doubtful + Failed) : null;

    private int ScansDone => Protected + Doubtful + Withheld + Failed;

    /// <summary>Begins to work on items: they are what progress counts, and the time is theirs.</summary>
    public void Begin(IReadOnlyCollection<ArchiveItem> work)
    {
        scans = work.Count(item => item.IsScan);
        files = work.Count - scans;
        elapsed.Restart();
    }

    /// <summary>A scan or file is over, whatever came of it.</summary>
    public void Count(LedgerEntry entry)
    {
        lock (gate)
        {
            CountLocked(entry.Scan);
            observer.Advanced(Progress());
        }

        if (entry.Scan.Status is ArchiveScanStatus.Doubtful or ArchiveScanStatus.Withheld)
        {
            observer.HeldBack(entry.Scan);
        }

        Notice(entry);
    }

    /// <summary>Tells what a person should look at.</summary>
    public void Notice(LedgerEntry entry)
    {
        foreach (var notice in entry.Notices)
        {
            observer.Noticed(entry.Scan.Path, notice);
        }
    }

    /// <summary>Tells why something failed.</summary>
    public void Explain(string path, Exception cause) => observer.Failed(path, cause);

    private double AnHour(int scans) => scans / Math.Max(elapsed.Elapsed.TotalHours, 1e-9);

    private void CountLocked(ArchiveScan scan)
    {
        switch (scan.Status, scan.Role)
        {
            case (ArchiveScanStatus.Done, ArchiveRole.File):
                FilesCopied++;
                break;
            case (_, ArchiveRole.File):
                FilesFailed++;
                break;
            case (ArchiveScanStatus.Done, _):
                Protected++;
                break;
            case (ArchiveScanStatus.Doubtful, _):
                Doubtful++;
                break;
            case (ArchiveScanStatus.Withheld, _):
                Withheld++;
                break;
            default:
                Failed++;
                break;
        }
    }

    private ArchiveProgress Progress()
    {
        var filesDone = FilesCopied + FilesFailed;
        var fraction = (ScansDone * ScanWeight + filesDone) / Math.Max(scans * ScanWeight + files, 1);
        return new(ScansDone + filesDone, scans + files, ScansDone, scans, Failed + FilesFailed, AnHour(ScansDone),
            fraction);
    }
}
