using System.Globalization;
using RefacePS.Archives.Review;
using RefacePS.Files;

namespace RefacePS.Archives.Slurm;

/// <summary>The work of one task of an array job.</summary>
public static class SlurmTask
{
    /// <summary>Slurm tells a task by this which it is.</summary>
    private const string Index = "SLURM_ARRAY_TASK_ID";

    /// <summary>Works through the manifest of a task. A task that was killed and is started again does what is
    /// left.</summary>
    /// <param name="folder">Full path of the folder of the job.</param>
    /// <param name="protector">Takes faces off; stays the caller's.</param>
    /// <param name="observer">Hears what happens.</param>
    /// <param name="cancel">Ends the work after the scans in work.</param>
    /// <exception cref="SlurmException">There is no such manifest.</exception>
    /// <exception cref="ArchiveException">On this node the destination has a folder or file of the source.</exception>
    /// <exception cref="RefacePSException">The disk is full, or nothing can be written down.</exception>
    public static void Run(string folder, IScanProtector protector, IArchiveObserver observer,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(protector);
        ArgumentNullException.ThrowIfNull(observer);
        Work(JobFolder.Open(folder), ReadIndex(), protector, observer, cancel);
    }

    /// <summary>The same of the task with a number.</summary>
    internal static void Work(
        JobFolder job, int task, IScanProtector protector, IArchiveObserver observer, CancellationToken cancel)
    {
        var manifest = TaskManifest.Read(job.ManifestPath(task));
        RequireOwn(manifest, job);
        var known = Known(manifest, job, task);
        using var shard = new ShardWriter(job.NewShardPath(task));
        var pictures = manifest.ReviewPath is null ? null : new ReviewPictures(manifest.ReviewPath);
        var plan = manifest.ToPlan();
        manifest.RequireKey(plan.Options.Dicom);

        // A node may have mounts of its own.
        var guard = DestinationGuard.Of(plan, cancel);
        var context = new RunContext(plan.Options, protector, shard, known, new RunTally(observer), pictures)
        {
            Guard = guard,
            Planned = OutputClaims.Of(plan).Union(manifest.Taken).ToHashSet(InputFiles.Names),
        };
        var work = manifest.Items().Where(item => Staleness.NeedsWork(context, item)).ToList();
        context.Tally.Begin(work);
        LocalEngine.Work(context, plan, work, cancel);
    }

    /// <summary>A manifest speaks for the destination that it lies in, and for no other folder.</summary>
    private static void RequireOwn(TaskManifest manifest, JobFolder job)
    {
        var jobs = InputFiles.RealPath(ArchiveFolder.Jobs(manifest.Destination));
        var here = Path.GetDirectoryName(InputFiles.RealPath(Path.TrimEndingDirectorySeparator(job.Path)));
        if (!InputFiles.Names.Equals(jobs, here))
        {
            throw new SlurmException(
                SlurmFault.ManifestNotFound,
                $"'{job.Path}': The manifest of a task is for another destination, '{manifest.Destination}'. Nothing "
                    + $"was done.");
        }
    }

    private static int ReadIndex() =>
        int.TryParse(Environment.GetEnvironmentVariable(Index), NumberStyles.None, CultureInfo.InvariantCulture,
            out var index) ? index
            : throw new SlurmException(SlurmFault.ManifestNotFound,
                $"Manifests are for tasks of array jobs, which Slurm tells by {Index} which they are.");

    /// <summary>The rows that the ledger knew, and those that the task itself wrote down before it was started
    /// again.</summary>
    private static Dictionary<string, LedgerEntry> Known(TaskManifest manifest, JobFolder job, int task)
    {
        var known = manifest.Known.ToDictionary(entry => entry.Scan.Path, StringComparer.Ordinal);
        foreach (var entry in new ShardReader().ReadNew(job.ShardPaths(task)))
        {
            known[entry.Scan.Path] = entry;
        }

        return known;
    }
}
