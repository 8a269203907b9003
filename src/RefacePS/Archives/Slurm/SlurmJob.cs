namespace RefacePS.Archives.Slurm;

/// <summary>An array job that was submitted: follows it until none of its tasks waits or runs.</summary>
/// <param name="folder">The folder of the job.</param>
/// <param name="pollInterval">How often Slurm is asked, once the job has run for a while.</param>
/// <param name="observer">Hears how far the job is.</param>
internal sealed class SlurmJob(JobFolder folder, TimeSpan pollInterval, IArchiveObserver observer)
{
    /// <summary>A controller that restarts is back after some minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Tasks that are cancelled are killed after half a minute (<c>KillWait</c>), unless a site says
    /// otherwise.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromMinutes(2);

    /// <summary>A job that fails does so at once; the longer it runs, the less often Slurm need be asked.</summary>
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(0.2);

    private readonly ShardReader reader = new();
    private readonly Dictionary<int, string> states = [];

    /// <summary>True if somebody else cancelled tasks of it.</summary>
    public bool WasCancelled => states.ContainsValue(SlurmTaskState.Cancelled);

    /// <summary>Follows the job to its end.</summary>
    /// <param name="take">Is given the rows that tasks have written, as they come.</param>
    /// <param name="cancel">Cancels the job; its end is waited for.</param>
    /// <exception cref="SlurmException">Slurm does not answer.</exception>
    public void Follow(Action<IReadOnlyList<LedgerEntry>> take, CancellationToken cancel)
    {
        var interval = FirstInterval;
        while (IsAlive(Patience, cancel))
        {
            Take(take);
            interval = interval * 2 < pollInterval ? interval * 2 : pollInterval;
            if (cancel.WaitHandle.WaitOne(interval))
            {
                Cancel(take);
                cancel.ThrowIfCancellationRequested();
            }
        }

        Take(take);
    }

    /// <summary>The end of a task, as far as anybody can tell.</summary>
    public string Explain(int task)
    {
        var line = folder.LastLogLine(task);
        var log = line.Length > 0 ? $" The last line of its log: {line}" : "";
        return $"Task {task} of the array job '{folder.JobName}' ended "
            + $"({states.GetValueOrDefault(task, "unknown to Slurm")}) before its work was done.{log}";
    }

    private void Take(Action<IReadOnlyList<LedgerEntry>> take)
    {
        if (reader.ReadNew(folder.ShardPaths()) is { Count: > 0 } rows)
        {
            take(rows);
        }
    }

    /// <summary>Cancels the job and gathers what it has done. One that does not end is gathered by the next
    /// run.</summary>
    private void Cancel(Action<IReadOnlyList<LedgerEntry>> take)
    {
        SlurmPrograms.Cancel(folder.JobName);
        var deadline = DateTime.UtcNow + EndPatience;
        bool isAlive;
        while ((isAlive = IsAlive(EndPatience, CancellationToken.None)) && DateTime.UtcNow < deadline)
        {
            Thread.Sleep(pollInterval);
        }

        Take(take);
        if (!isAlive)
        {
            folder.Delete();
        }
    }

    private bool IsAlive(TimeSpan patience, CancellationToken cancel)
    {
        var tasks = Ask(patience, cancel);
        foreach (var task in tasks)
        {
            states[task.Index] = task.State;
        }

        var alive = tasks.Where(task => !task.IsOver).ToList();
        var waiting = alive.Where(task => task.IsWaiting).ToList();
        observer.Followed(
            new(folder.JobName, waiting.Count, alive.Count - waiting.Count, waiting.FirstOrDefault()?.Reason));
        return alive.Count > 0;
    }

    private IReadOnlyList<SlurmTaskState> Ask(TimeSpan patience, CancellationToken cancel)
    {
        var deadline = DateTime.UtcNow + patience;
        IReadOnlyList<SlurmTaskState>? tasks;
        while ((tasks = SlurmPrograms.Tasks(folder.JobName, out var complaint, cancel)) is null)
        {
            if (DateTime.UtcNow > deadline)
            {
                throw new SlurmException(
                    SlurmFault.SlurmUnreachable,
                    $"Slurm does not answer: {complaint} The array job may go on. Run again when it does; that goes on "
                        + $"where this ends.");
            }

            // The job cannot be cancelled either then; it goes on, and the next run follows it.
            cancel.WaitHandle.WaitOne(pollInterval);
            cancel.ThrowIfCancellationRequested();
        }

        return tasks;
    }
}
