using RefacePS.Files;

namespace RefacePS.Archives.Slurm;

/// <summary>Carries a plan out on a cluster. A run that was killed at any moment is finished by the next.</summary>
public static class SlurmRun
{
    /// <summary>
    /// Treats what is missing, changed or failed in array jobs, and follows them. Jobs that an earlier run has
    /// submitted and not gathered are followed and gathered first.
    /// </summary>
    /// <param name="plan">The plan; nodes see source, destination and review folder by the same paths.</param>
    /// <param name="protector">Only says by what parameters scans are treated; tasks have protectors of their own, with
    /// the same.</param>
    /// <param name="options">What to ask Slurm for.</param>
    /// <param name="observer">Hears what happens.</param>
    /// <param name="cancel">Cancels the job, and ends the run once it is gone; the next goes on.</param>
    /// <exception cref="SlurmException">Slurm is not there or refuses, or the job fails.</exception>
    /// <exception cref="ArchiveException">The destination is not one of an earlier run, another run has it, or its
    /// ledger cannot be used.</exception>
    /// <exception cref="VolumeFileException">The destination cannot be written, or the disk is full.</exception>
    public static ArchiveSummary Run(
        ArchivePlan plan, IScanProtector protector, SlurmOptions options, IArchiveObserver observer,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        SlurmPrograms.Require(cancel);
        return ArchiveRun.Run(plan, protector, observer, new SlurmEngine(options, observer), cancel);
    }
}
