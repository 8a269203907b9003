using System.Diagnostics;
using System.Management.Automation;

namespace RefacePS.Cmdlets;

/// <summary>
/// The progress bar of one activity of a cmdlet: a few records a second, with percent and time left, and a last record
/// that takes the bar away. To be used on the pipeline thread. What is over at once shows no bar.
/// </summary>
internal sealed class PipelineProgress(Cmdlet cmdlet, string activity) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch elapsed = Stopwatch.StartNew();
    private readonly int id = StableId(cmdlet.GetType().FullName!);
    private TimeSpan next = Interval;
    private bool isShown;

    /// <summary>Shows how far the activity is, unless it did so a moment ago.</summary>
    /// <param name="status">What is being done.</param>
    /// <param name="fraction">Share that is done, 0 to 1; null where it is unknown.</param>
    public void Report(string status, double? fraction = null)
    {
        if (elapsed.Elapsed < next)
        {
            return;
        }

        (next, isShown) = (elapsed.Elapsed + Interval, true);
        var record = new ProgressRecord(id, activity, status);
        if (fraction is { } done)
        {
            record.PercentComplete = (int)Math.Clamp(done * 100, 0, 100);
            record.SecondsRemaining = done > 0
                ? (int)Math.Min(elapsed.Elapsed.TotalSeconds * (1 - done) / done, int.MaxValue) : -1;
        }

        cmdlet.WriteProgress(record);
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        if (isShown)
        {
            cmdlet.WriteProgress(new(id, activity, activity) { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <summary>
    /// The same for every run of a cmdlet, and another for another cmdlet of the pipeline (FNV-1a, 32 bits), so that
    /// their bars stand one below the other.
    /// </summary>
    private static int StableId(string name) =>
        (int)(name.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u) & int.MaxValue);
}
