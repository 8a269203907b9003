namespace RefacePS.Archives.Slurm;

/// <summary>
/// Does the work of a run in array jobs. This process alone writes the ledger: it takes over what tasks write down, as
/// they go. What tasks that were lost leave undone is submitted again.
/// </summary>
/// <param name="slurm">What to ask Slurm for.</param>
/// <param name="observer">Hears what happens.</param>
internal sealed class SlurmEngine(SlurmOptions slurm, IArchiveObserver observer) : IArchiveEngine
{
    /// <summary>Jobs that are submitted for what earlier ones have left, the first included.</summary>
    private const int RoundsAtMost = 5;

    /// <summary>Follows and gathers what an earlier run has submitted.</summary>
    public void Prepare(string destination, Ledger ledger, CancellationToken cancel)
    {
        foreach (var folder in JobFolder.All(destination))
        {
            var manifests = folder.ReadManifests().ToList();
            var items = manifests.SelectMany(manifest => manifest.Items()).ToList();
            var tally = new RunTally(observer);
            tally.Begin(items);
            Follow(folder, new Harvest(ledger, tally, manifests.FirstOrDefault()?.Source ?? ""), cancel);
            folder.Delete();
        }

        ArchiveFolder.Sweep(destination);
    }

    public void Work(RunContext context, ArchivePlan plan, IReadOnlyList<ArchiveItem> work, Ledger ledger,
        CancellationToken cancel)
    {
        var harvest = new Harvest(ledger, context.Tally, context.Options.Source);
        for (var round = 1; work.Count > 0; round++)
        {
            var done = harvest.Done;
            var losses = RunJob(
                TaskManifest.Divide(context, plan, work, slurm.SessionsPerTask), context.Options.Dicom.Key, harvest,
                cancel);
            ArchiveFolder.Sweep(context.Options.Destination);
            context = context with { Known = ledger.ReadByPath() };
            work = [.. work.Where(item => !harvest.HasFailed(item) && Staleness.NeedsWork(context, item))];
            if (work.Count > 0 && (harvest.Done == done || round == RoundsAtMost))
            {
                GiveUp(context, work, losses, harvest);
                return;
            }
        }
    }

    /// <summary>Submits a job, follows it to its end, and gathers it.</summary>
    /// <returns>How tasks ended that did not finish their work, by the paths of that.</returns>
    private Dictionary<string, string> RunJob(
        IReadOnlyList<TaskManifest> manifests, string? key, Harvest harvest, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var folder = JobFolder.Create(manifests[0].Destination, manifests);
        try
        {
            SlurmPrograms.Submit(slurm, folder, manifests.Count, key, cancel);
        }
        catch (SlurmException)
        {
            folder.Delete();
            throw;
        }
        catch (OperationCanceledException)
        {
            // Slurm may have the job all the same: the folder stays, by which the next run finds it.
            SlurmPrograms.Cancel(folder.JobName);
            throw;
        }

        var job = Follow(folder, harvest, cancel);
        var losses = Losses(job, manifests, harvest);
        folder.Delete();
        return losses.Count == 0 || !job.WasCancelled ? losses : throw new SlurmException(
            SlurmFault.SlurmJobCancelled,
            $"{losses.Values.First()} Somebody cancelled it; what was done is in the destination. Run again to go on.");
    }

    private SlurmJob Follow(JobFolder folder, Harvest harvest, CancellationToken cancel)
    {
        var job = new SlurmJob(folder, slurm.PollInterval, observer);
        job.Follow(harvest.Take, cancel);
        return job;
    }

    private static Dictionary<string, string> Losses(
        SlurmJob job, IReadOnlyList<TaskManifest> manifests, Harvest harvest)
    {
        var losses = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var task = 0; task < manifests.Count; task++)
        {
            var lost = manifests[task].Items().Where(item => !harvest.IsSettled(item)).ToList();
            var explanation = lost.Count > 0 ? job.Explain(task) : "";
            lost.ForEach(item => losses[item.Path] = explanation);
        }

        return losses;
    }

    private static void GiveUp(RunContext context, IReadOnlyList<ArchiveItem> work, Dictionary<string, string> losses,
        Harvest harvest)
    {
        if (harvest.Settled == 0)
        {
            throw new SlurmException(SlurmFault.SlurmJobFailed, $"Nothing was done. {losses.Values.FirstOrDefault()}");
        }

        harvest.Take(
            [.. work.Select(
                item => Lost(
                    context, item,
                    losses.GetValueOrDefault(item.Path, "Its result was gone again when the job had ended.")))]);
    }

    private static LedgerEntry Lost(RunContext context, ArchiveItem item, string explanation)
    {
        var entry = LedgerEntry.Of(item, ArchiveScanStatus.Failed);
        return entry with
        {
            Scan = entry.Scan with
                { ErrorId = nameof(SlurmFault.SlurmTaskLost), Reasons = [$"{explanation} The next run tries again."] },
            Outputs = context.Known.GetValueOrDefault(item.Path)?.Outputs ?? [],
        };
    }
}
