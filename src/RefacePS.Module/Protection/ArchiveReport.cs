using RefacePS.Archives;
using RefacePS.Cmdlets;
using RefacePS.Errors;

namespace RefacePS.Protection;

/// <summary>Passes on what happens in a run over an archive: progress, an error a failure, a warning a doubtful
/// scan.</summary>
internal sealed class ArchiveReport(BackgroundWork background) : IArchiveObserver
{
    private readonly List<string> withheld = [];
    private string? jobName;
    private ArchiveProgress? last;

    /// <inheritdoc/>
    public void Advanced(ArchiveProgress progress)
    {
        last = progress;
        background.ReportProgress(Describe(progress), progress.Fraction);
    }

    /// <inheritdoc/>
    public void Failed(string path, Exception cause) => background.WriteError(ErrorRecords.From(cause, path));

    /// <inheritdoc/>
    public void HeldBack(ArchiveScan scan)
    {
        if (scan.Status == ArchiveScanStatus.Doubtful)
        {
            background.WriteWarning(Describe(scan));
        }
        else
        {
            withheld.Add(scan.Path);
        }
    }

    /// <inheritdoc/>
    public void Noticed(string path, string notice) =>
        background.WriteWarning(MessageText.Format(Messages.ArchiveNotice, path, notice));

    /// <inheritdoc/>
    public void Followed(ArchiveJob job)
    {
        if (jobName != job.JobName)
        {
            jobName = job.JobName;
            background.WriteVerbose(MessageText.Format(Messages.FollowingJob, jobName));
        }

        var queue = MessageText.Format(Messages.ArchiveJobStatus, job.Running, job.Waiting, job.Reason ?? "");
        background.ReportProgress(last is null ? queue : $"{queue}; {Describe(last)}", last?.Fraction);
    }

    /// <summary>Says once what an archive may have thousands of.</summary>
    public void SumUp()
    {
        if (withheld.Count > 0)
        {
            background.WriteWarning(MessageText.Format(Messages.ImagesWithheld, withheld.Count, withheld[0]));
        }
    }

    /// <summary>The progress of a run.</summary>
    public static string Describe(ArchiveProgress progress) =>
        MessageText.Format(Messages.ArchiveStatus, progress.ScansDone, progress.Scans, progress.ScansPerHour,
            progress.Failed);

    /// <summary>Why a scan is held back.</summary>
    public static string Describe(ArchiveScan scan) =>
        MessageText.Format(Messages.DoubtfulScan, scan.Path, string.Join("; ", scan.Reasons));
}
