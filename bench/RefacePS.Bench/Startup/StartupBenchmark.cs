using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace RefacePS.Bench.Startup;

/// <summary>What a user waits for before any science: each step's seconds in a process of its own, that of the shell
/// with an engine and no module.</summary>
internal static class StartupBenchmark
{
    private const string Section = "startup";

    /// <summary>Steps in their order, each a script.</summary>
    private static readonly (string Name, string Script)[] Steps =
    [
        ("`Import-Module`", "Import-Module $manifest"),
        ("`Get-Command -Module RefacePS`", "$null = Get-Command -Module RefacePS"),
        ("`Get-Help Invoke-Deface`", "$null = Get-Help Invoke-Deface"),
        ("`Import-Volume`, 1 mm", "$head = Import-Volume $sample"),
        ("`Invoke-Deface`, which loads libtorch and the atlas", "$defaced = $head | Invoke-Deface"),
        ("`Invoke-Deface` again", "$defaced = $head | Invoke-Deface"),
    ];

    public static Command Command { get; } = BenchOptions.Verb(
        "startup", "What a user waits for before any science.", Run,
        BenchOptions.Output, BenchOptions.Rounds);

    private static void Run(ParseResult arguments)
    {
        var rounds = arguments.GetValue(BenchOptions.Rounds);
        var folder = Directory.CreateTempSubdirectory("refaceps-bench-").FullName;
        var script = WriteScript(folder);
        var results = Enumerable.Range(0, rounds).Select(_ => RunOnce(folder, script)).ToArray();
        Directory.Delete(folder, recursive: true);
        MeasuredSection.Write(arguments.GetValue(BenchOptions.Output), Section, Format(results, rounds));
    }

    /// <summary>Writes the script, and an empty module that the shell imports in place of ours.</summary>
    private static string WriteScript(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "empty.psm1"), "");
        var steps = Steps.Select(
            step => $"$clock.Restart(); {step.Script}; "
                + $"$clock.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture); Get-Loaded");
        var path = Path.Combine(folder, "startup.ps1");
        File.WriteAllLines(path, steps.Prepend($$"""
            $manifest = '{{BuiltProject.Manifest}}'
            $sample = '{{BuiltProject.Sample}}'
            $clock = [System.Diagnostics.Stopwatch]::new()
            function Get-Loaded {
                $libraries = [System.Diagnostics.Process]::GetCurrentProcess().Modules.FileName
                @($libraries -match 'native.(linux|win)-x64').Count
            }
            """));
        return path;
    }

    /// <summary>Seconds of each step, and how many native libraries are loaded after it.</summary>
    private static (double Seconds, int Libraries)[] RunOnce(string folder, string script)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltProject.Shell, script]) { RedirectStandardOutput = true };
        start.Environment["REFACEPS_MODULE"] = Path.Combine(folder, "empty.psm1");
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        return lines.Length == 2 * Steps.Length
            ? [.. lines.Chunk(2)
                .Select(pair =>
                    (double.Parse(pair[0], CultureInfo.InvariantCulture),
                        int.Parse(pair[1], CultureInfo.InvariantCulture)))]
            : throw new BenchArgumentException($"The shell gave {lines.Length} lines, not {2 * Steps.Length}.");
    }

    private static string Format((double Seconds, int Libraries)[][] results, int rounds) =>
        $"{Environment.ProcessorCount} processors, median of {rounds} processes.\n\n" + MarkdownTable.Format(
            ["step", "median, s", "native libraries loaded after it"],
            Steps.Select((step, index) => new[]
            {
                step.Name,
                Median(results.Select(result => result[index].Seconds)).ToString("0.00", CultureInfo.InvariantCulture),
                results[0][index].Libraries.ToString(CultureInfo.InvariantCulture),
            }));

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
