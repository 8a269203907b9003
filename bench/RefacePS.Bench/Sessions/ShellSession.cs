using System.Diagnostics;

namespace RefacePS.Bench.Sessions;

/// <summary>Runs scripts in processes of their own, that of the shell with an engine and no module.</summary>
internal sealed class ShellSession : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("refaceps-bench-").FullName;
    private readonly string script;

    /// <summary>Prepares to run a script.</summary>
    /// <param name="lines">The script; what it writes is read.</param>
    public ShellSession(IEnumerable<string> lines)
    {
        // The shell imports a module; this one is empty.
        File.WriteAllText(Path.Combine(folder, "empty.psm1"), "");
        script = Path.Combine(folder, "session.ps1");
        File.WriteAllLines(script, lines);
    }

    /// <summary>A folder that the script may write into.</summary>
    public string Room => Directory.CreateDirectory(Path.Combine(folder, "room")).FullName;

    /// <summary>Runs the script, and gives the lines that it wrote.</summary>
    /// <param name="arguments">Arguments of the script.</param>
    /// <exception cref="BenchArgumentException">It ended with an error, which went to the console.</exception>
    public string[] Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProject.Shell, script, .. arguments])
            { RedirectStandardOutput = true };
        start.Environment["REFACEPS_MODULE"] = Path.Combine(folder, "empty.psm1");
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        return process.ExitCode == 0 ? lines
            : throw new BenchArgumentException($"The shell ended with exit code {process.ExitCode}.");
    }

    /// <summary>The middle of what several sessions gave; of an even number the greater of the two.</summary>
    public static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);
}
