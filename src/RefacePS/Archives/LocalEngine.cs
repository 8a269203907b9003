namespace RefacePS.Archives;

/// <summary>Does the work of a run in this process.</summary>
internal sealed class LocalEngine : IArchiveEngine
{
    public void Prepare(string destination, Ledger ledger, CancellationToken cancel)
    {
        if (ArchiveFolder.HasJobs(destination))
        {
            throw new ArchiveException(
                ArchiveFault.ArchiveInUse, destination,
                $"An array job of Slurm was submitted for it and not gathered, and may still write. Run again with "
                    + $"-Engine Slurm, which follows and gathers it; if that Slurm is gone for good, delete "
                    + $"'{ArchiveFolder.Jobs(destination)}'.");
        }
    }

    public void Work(RunContext context, ArchivePlan plan, IReadOnlyList<ArchiveItem> work, Ledger ledger,
        CancellationToken cancel) => Work(context, plan, work, cancel);

    /// <summary>Does the work; what becomes of each item is in the context's ledger afterwards.</summary>
    public static void Work(RunContext context, ArchivePlan plan, IReadOnlyList<ArchiveItem> work,
        CancellationToken cancel) =>
        WorkQueue.Run(Jobs(context, plan, work), context.Options.Workers, cancel);

    private static IEnumerable<Action<CancellationToken>> Jobs(
        RunContext context, ArchivePlan plan, IReadOnlyList<ArchiveItem> work)
    {
        var paths = work.Select(item => item.Path).ToHashSet(StringComparer.Ordinal);
        var sessions = plan.Sessions.Where(session => session.Any(item => paths.Contains(item.Path)))
            .Select(session => (Action<CancellationToken>)(cancel => SessionWork.Run(context, session, paths, cancel)));
        var files = work.Where(item => !item.IsScan).Chunk(FileWork.BatchSize)
            .Select(batch => (Action<CancellationToken>)(cancel => FileWork.Run(context, batch, cancel)));
        return sessions.Concat(files);
    }
}
