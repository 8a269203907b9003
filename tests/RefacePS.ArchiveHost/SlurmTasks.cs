using RefacePS.Archives.Slurm;

namespace RefacePS.ArchiveHost;

/// <summary>Array jobs whose tasks are this program.</summary>
internal static class SlurmTasks
{
    /// <summary>Small tasks, asked after often.</summary>
    /// <param name="pause">Milliseconds that a task takes for a scan, at least.</param>
    /// <param name="host">Full path of this program.</param>
    public static SlurmOptions Options(int pause, string? host = null) => new()
    {
        TaskCommand = ["dotnet", host ?? typeof(SlurmTasks).Assembly.Location, "task", $"{pause}"],
        SessionsPerTask = 3,
        PollInterval = TimeSpan.FromMilliseconds(200),
    };
}
