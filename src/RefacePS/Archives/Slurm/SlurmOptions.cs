namespace RefacePS.Archives.Slurm;

/// <summary>The resources to ask Slurm for. What is null or 0 is left to Slurm, or chosen.</summary>
public sealed record SlurmOptions
{
    /// <summary>
    /// Program that a task runs, with its first arguments; the last argument will be the folder of the job. It is to
    /// call <see cref="SlurmTask.Run"/> with that. The same on every node.
    /// </summary>
    public required IReadOnlyList<string> TaskCommand { get; init; }

    /// <summary>Partition.</summary>
    public string? Partition { get; init; }

    /// <summary>Limit of time of a task.</summary>
    public TimeSpan? TaskTime { get; init; }

    /// <summary>Memory of a task in bytes.</summary>
    public long TaskMemory { get; init; }

    /// <summary>Cores of a task, 1 or more.</summary>
    public int TaskCores { get; init; } = 1;

    /// <summary>Tasks at once.</summary>
    public int MaxTasks { get; init; }

    /// <summary>Sessions of a task.</summary>
    public int SessionsPerTask { get; init; }

    /// <summary>Other options of <c>sbatch</c>, handed to it as they are.</summary>
    public IReadOnlyList<string> SbatchOptions { get; init; } = [];

    /// <summary>The time between two questions to Slurm about the job.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);
}
