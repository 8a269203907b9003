using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace RefacePS.Archives.Slurm;

/// <summary>The programs of Slurm, each started by itself with a list of arguments: no shell takes them
/// apart.</summary>
internal static class SlurmPrograms
{
    /// <summary>Variables by which users have these programs pass over jobs, or ask: a job that is passed over would be
    /// taken for gone.</summary>
    private static readonly List<string> Filters = [.. Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith("SQUEUE_", StringComparison.Ordinal)
            || name.StartsWith("SCANCEL_", StringComparison.Ordinal))];

    /// <summary>Makes sure that the programs are there, so that nothing is written in vain.</summary>
    /// <exception cref="SlurmException">One is not.</exception>
    public static void Require()
    {
        foreach (var program in (string[])["sbatch", "squeue", "scancel"])
        {
            Run(program, null, "--version");
        }
    }

    /// <summary>Submits an array of tasks 0 to <paramref name="count"/> - 1.</summary>
    /// <exception cref="SlurmException">Slurm refuses.</exception>
    /// <param name="options">What to ask for.</param>
    /// <param name="folder">The folder of the job.</param>
    /// <param name="count">How many tasks.</param>
    /// <param name="key">A secret for the tasks, or null.</param>
    public static void Submit(SlurmOptions options, JobFolder folder, int count, string? key)
    {
        var (exitCode, output, error) = RunWith(key, "sbatch", folder.Path, Arguments(options, folder, count));
        if (exitCode != 0)
        {
            throw new SlurmException(SlurmFault.SlurmRefused,
                $"Slurm refused the array job: {Said(output, error)} Change what is asked for, and run again.");
        }
    }

    /// <summary>The tasks of a job that Slurm still knows: those that ended some minutes ago it has forgotten. Null
    /// where it gives no answer.</summary>
    public static IReadOnlyList<SlurmTaskState>? Tasks(string jobName, out string complaint)
    {
        var (exitCode, output, error) = Run(
            "squeue", null, "--noheader", "--array", "--states=all", $"--name={jobName}", "--format=%K|%T|%r");
        complaint = Said(output, error);
        return exitCode != 0 ? null : [.. output.Split('\n').Select(SlurmTaskState.Parse).OfType<SlurmTaskState>()];
    }

    /// <summary>Cancels what waits and runs of a job.</summary>
    public static void Cancel(string jobName) => Run("scancel", null, $"--name={jobName}");

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

    private static (int ExitCode, string Output, string Error) Run(
        string program, string? folder, params string[] arguments) => RunWith(null, program, folder, arguments);

    private static (int ExitCode, string Output, string Error) RunWith(
        string? key, string program, string? folder, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
                WorkingDirectory = folder ?? "",
        };
        Filters.ForEach(name => start.Environment.Remove(name));
        if (key is not null)
        {
            start.Environment[TaskKey.Variable] = key;
        }

        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (Win32Exception e)
        {
            throw new SlurmException(
                SlurmFault.SlurmNotFound,
                $"'{program}' cannot be started: {e.Message} Run where Slurm's programs are on the search path (PATH), "
                    + $"such as a login node.", e);
        }
    }

    private static string Said(string output, string error) =>
        string.Join(' ',
            $"{error}\n{output}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
