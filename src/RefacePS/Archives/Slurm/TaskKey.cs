namespace RefacePS.Archives.Slurm;

/// <summary>Hands the secret of <c>-UidKey</c> from a run to its tasks: in the environment, which Slurm passes on, and
/// never in a file below the destination.</summary>
internal static class TaskKey
{
    public const string Variable = "REFACEPS_UID_KEY";

    /// <summary>The secret that a task was given, or null.</summary>
    public static string? Get() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } key ? key : null;
}
