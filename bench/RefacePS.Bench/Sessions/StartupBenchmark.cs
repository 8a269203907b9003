using System.CommandLine;
using System.Globalization;
using static RefacePS.Bench.Sessions.ShellSession;

namespace RefacePS.Bench.Sessions;

/// <summary>The waiting time before any science: each step's seconds in a process of its own, that of the shell with an
/// engine and no module.</summary>
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
        using var session = new ShellSession(Script());
        var results = Enumerable.Range(0, rounds).Select(_ => Read(session.Run())).ToArray();
        MeasuredSection.Write(arguments.GetValue(BenchOptions.Output), Section, Format(results, rounds));
    }

    private static IEnumerable<string> Script() => Steps
        .Select(step => $"$clock.Restart(); {step.Script}; "
            + $"$clock.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture); Get-Loaded")
        .Prepend($$"""
            $manifest = '{{BuiltProject.Manifest}}'
            $sample = '{{BuiltProject.Sample}}'
            $clock = [System.Diagnostics.Stopwatch]::new()
            function Get-Loaded {
                $libraries = [System.Diagnostics.Process]::GetCurrentProcess().Modules.FileName
                @($libraries -match 'native.(linux|win)-x64').Count
            }
            """);

    /// <summary>Seconds of each step, and how many native libraries are loaded after it.</summary>
    private static (double Seconds, int Libraries)[] Read(string[] lines) => lines.Length == 2 * Steps.Length
        ? [.. lines.Chunk(2)
            .Select(pair =>
                (double.Parse(pair[0], CultureInfo.InvariantCulture),
                    int.Parse(pair[1], CultureInfo.InvariantCulture)))]
        : throw new BenchArgumentException($"The shell gave {lines.Length} lines, not {2 * Steps.Length}.");

    private static string Format((double Seconds, int Libraries)[][] results, int rounds) =>
        $"{Environment.ProcessorCount} processors, median of {rounds} processes.\n\n" + MarkdownTable.Format(
            ["step", "median, s", "native libraries loaded after it"],
            Steps.Select((step, index) => new[]
            {
                step.Name,
                Median(results.Select(result => result[index].Seconds)).ToString("0.00", CultureInfo.InvariantCulture),
                results[0][index].Libraries.ToString(CultureInfo.InvariantCulture),
            }));
}
