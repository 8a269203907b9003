namespace RefacePS.Archives.Slurm;

/// <summary>A task as <c>squeue</c> shows it.</summary>
/// <param name="Index">Index in the array.</param>
/// <param name="State">State in Slurm's words, such as <c>RUNNING</c>.</param>
/// <param name="Reason">Why it waits, in Slurm's words.</param>
internal sealed record SlurmTaskState(int Index, string State, string Reason)
{
    /// <summary>State of a task that somebody cancelled.</summary>
    public const string Cancelled = "CANCELLED";

    private static readonly string[] Ended =
        [Cancelled, "COMPLETED", "FAILED", "TIMEOUT", "NODE_FAIL", "PREEMPTED", "OUT_OF_MEMORY", "BOOT_FAIL",
            "DEADLINE", "REVOKED"];

    /// <summary>True if it will not run any more. What Slurm calls otherwise waits, runs, or is about to end or to be
    /// queued again.</summary>
    public bool IsOver => Ended.Contains(State);

    /// <summary>True if it waits for its turn.</summary>
    public bool IsWaiting => State == "PENDING";

    /// <summary>Reads a line of the format <see cref="SlurmPrograms.Tasks"/> asks for.</summary>
    public static SlurmTaskState? Parse(string line) =>
        line.Trim().Split('|', 3) is [var index, var state, var reason] && int.TryParse(index, out var number)
        ? new(number, state, reason) : null;
}
