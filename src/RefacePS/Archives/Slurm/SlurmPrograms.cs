using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace RefacePS.Archives.Slurm;

/// <summary>The programs of Slurm, each started by itself with a list of arguments: no shell takes them
/// apart.</summary>
internal static class SlurmPrograms
{
    /// <summary>Programs try for a minute to reach a controller; those that hang for longer do so for good.</summary>
    private static readonly ProgramRun Question = new(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));

    /// <summary>Whoever gives up a submission does not know whether there is a job.</summary>
    private static readonly ProgramRun Submission = Question with { Limit = Timeout.InfiniteTimeSpan };

    /// <summary>Variables by which users have these programs pass over jobs, or ask: a job that is passed over would be
    /// taken for gone.</summary>
    private static readonly List<string> Filters = [.. Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith("SQUEUE_", StringComparison.Ordinal)
            || name.StartsWith("SCANCEL_", StringComparison.Ordinal))];

    /// <summary>Makes sure that the programs are there, so that nothing is written in vain.</summary>
    /// <param name="cancel">Ends the wait for them.</param>
    /// <exception cref="SlurmException">One is not.</exception>
    public static void Require(CancellationToken cancel)
    {
        foreach (var program in (string[])["sbatch", "squeue", "scancel"])
        {
            Run(program, cancel, "--version");
        }
    }

    /// <summary>Submits an array of tasks 0 to <paramref name="count"/> - 1.</summary>
    /// <exception cref="SlurmException">Slurm refuses.</exception>
    /// <param name="options">What to ask for.</param>
    /// <param name="folder">The folder of the job.</param>
    /// <param name="count">How many tasks.</param>
    /// <param name="key">A secret for the tasks, or null.</param>
    /// <param name="cancel">Ends the wait for Slurm, which may have the job all the same.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled, and Slurm did not answer.</exception>
    public static void Submit(
        SlurmOptions options, JobFolder folder, int count, string? key, CancellationToken cancel)
    {
        var start = Start("sbatch", Arguments(options, folder, count));
        start.WorkingDirectory = folder.Path;
        if (key is not null)
        {
            start.Environment[TaskKey.Variable] = key;
        }

        var (exitCode, output, error) = Run(start, Submission, cancel);
        if (exitCode != 0)
        {
            throw new SlurmException(SlurmFault.SlurmRefused,
                $"Slurm refused the array job: {Said(output, error)} Change what is asked for, and run again.");
        }
    }

    /// <summary>The tasks of a job that Slurm still knows: those that ended some minutes ago it has forgotten. Null
    /// where it gives no answer.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, and Slurm did not answer.</exception>
    public static IReadOnlyList<SlurmTaskState>? Tasks(string jobName, out string complaint, CancellationToken cancel)
    {
        var (exitCode, output, error) = Run(
            "squeue", cancel, "--noheader", "--array", "--states=all", $"--name={jobName}", "--format=%K|%T|%r");
        complaint = Said(output, error);
        return exitCode != 0 ? null : [.. output.Split('\n').Select(SlurmTaskState.Parse).OfType<SlurmTaskState>()];
    }

    /// <summary>Cancels what waits and runs of a job.</summary>
    public static void Cancel(string jobName) => Run("scancel", CancellationToken.None, $"--name={jobName}");

    private static string[] Arguments(SlurmOptions options, JobFolder folder, int count)
    {
        var limit = options.MaxTasks > 0 ? $"%{options.MaxTasks}" : "";
        List<string> arguments =
        [
            "--parsable", $"--job-name={folder.JobName}", $"--array=0-{count - 1}{limit}", $"--chdir={folder.Path}",
            $"--output={JobFolder.LogPattern}",
            "--open-mode=append", "--requeue", "--ntasks=1", $"--cpus-per-task={options.TaskCores}",
        ];
        if (options.Partition is { } partition)
        {
            arguments.Add($"--partition={partition}");
        }

        if (options.TaskTime is { } time)
        {
            arguments.Add(
                string.Create(CultureInfo.InvariantCulture, $"--time={(int)time.TotalDays}-{time:hh\\:mm\\:ss}"));
        }

        if (options.TaskMemory > 0)
        {
            arguments.Add(
                string.Create(CultureInfo.InvariantCulture, $"--mem={(options.TaskMemory + (1 << 20) - 1) >> 20}M"));
        }

        return [.. arguments, .. options.SbatchOptions, folder.ScriptPath, .. options.TaskCommand, folder.Path];
    }

    private static (int? ExitCode, string Output, string Error) Run(
        string program, CancellationToken cancel, params string[] arguments) =>
        Run(Start(program, arguments), Question, cancel);

    private static ProcessStartInfo Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        Filters.ForEach(name => start.Environment.Remove(name));
        return start;
    }

    private static (int? ExitCode, string Output, string Error) Run(
        ProcessStartInfo start, ProgramRun run, CancellationToken cancel)
    {
        try
        {
            return run.Run(start, cancel);
        }
        catch (Win32Exception e)
        {
            throw new SlurmException(
                SlurmFault.SlurmNotFound,
                $"'{start.FileName}' cannot be started: {e.Message} Run where Slurm's programs are on the search path "
                    + $"(PATH), such as a login node.", e);
        }
    }

    private static string Said(string output, string error) =>
        string.Join(' ',
            $"{error}\n{output}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
