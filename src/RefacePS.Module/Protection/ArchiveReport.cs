using System.Collections.Concurrent;
using System.Globalization;
using RefacePS.Archives;
using RefacePS.Cmdlets;
using RefacePS.Errors;

namespace RefacePS.Protection;

/// <summary>Passes on what happens in a run over an archive: progress, an error a failure, a warning a doubtful
/// scan.</summary>
internal sealed class ArchiveReport(BackgroundWork background) : IArchiveObserver
{
    private readonly ConcurrentQueue<string> withheld = [];
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
            withheld.Enqueue(scan.Path);
        }
    }

    /// <inheritdoc/>
    public void Noticed(string path, string notice) =>
        background.WriteWarning(Describe(path, notice));

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
    public void SumUp(ArchivePlan plan, ArchiveSummary summary)
    {
        if (withheld.TryPeek(out var first))
        {
            var left = withheld.ToHashSet(StringComparer.Ordinal);
            var kinds = Kinds(plan.Items.Where(item => left.Contains(item.Path)));
            background.WriteWarning(MessageText.Format(Messages.FilesWithheld, left.Count, kinds, first));
        }

        if (summary.ForeignFiles is [var foreign, ..])
        {
            background.WriteWarning(
                MessageText.Format(Messages.ForeignFiles, summary.ForeignFiles.Count, foreign));
        }

        if (summary.FilesLeft > 0)
        {
            background.WriteWarning(MessageText.Format(Messages.FilesLeft, summary.FilesLeft));
        }
    }

    /// <summary>The number of items of each kind, the most frequent first.</summary>
    public static string Kinds(IEnumerable<ArchiveItem> items) => string.Join(
        ", ", items.GroupBy(item => item.Kind ?? Messages.LabelsWithoutHead).OrderByDescending(kind => kind.Count())
            .ThenBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Count()} x {kind.Key}")));

    /// <summary>The progress of a run.</summary>
    public static string Describe(ArchiveProgress progress) =>
        MessageText.Format(Messages.ArchiveStatus, progress.ScansDone, progress.Scans, progress.ScansPerHour,
            progress.Failed);

    /// <summary>A notice, and the file that it is about.</summary>
    public static string Describe(string path, string notice) =>
        MessageText.Format(Messages.ArchiveNotice, path, notice);

    /// <summary>The reason for which a scan is held back.</summary>
    public static string Describe(ArchiveScan scan) => scan.Status == ArchiveScanStatus.Withheld
        ? string.Join("; ", scan.Reasons)
        : MessageText.Format(Messages.DoubtfulScan, scan.Path, string.Join("; ", scan.Reasons));
}
