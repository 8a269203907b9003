using System.CommandLine;
using System.Globalization;
using static RefacePS.Bench.Sessions.ShellSession;

namespace RefacePS.Bench.Sessions;

/// <summary>Times of this build beside those of another one, in sessions of either that take turns, so that whatever
/// else the machine does meets both.</summary>
internal static class BuildsBenchmark
{
    private const string Section = "builds";
    private const string Peak = "most memory of the session, MiB";

    /// <summary>Steps in their order, each a script; the first run of each in a session is told apart.</summary>
    private static readonly (string Name, string Script)[] Steps =
    [
        ("`Invoke-Deface`", "$defaced = Invoke-Deface $head"),
        ("`Invoke-Reface`", "$refaced = Invoke-Reface $defaced"),
        ("`Measure-BrainVolume`", "$null = Measure-BrainVolume $head"),
        ("`Export-VolumeImage`", "$null = Export-VolumeImage $head -Destination \"$room/picture.png\" -Force"),
        ("import, deface, reface, export",
            "$null = Import-Volume $file | Invoke-Deface | Invoke-Reface | Export-Volume -Destination $room -Force"),
    ];

    private static readonly Option<string> Other = new("--other")
    {
        Description = "The manifest of the other build.", HelpName = "RefacePS.psd1", Required = true,
    };

    private static readonly Option<int> WarmRuns = BenchOptions.Count(
        "--warm-runs", 3, "How often a session takes each step after its first time.");

    public static Command Command { get; } = BenchOptions.Verb(
        Section, "Times of this build beside those of another, in sessions that take turns.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Rounds, WarmRuns, Other);

    private static void Run(ParseResult arguments)
    {
        var file = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared)).FullSize();
        var (rounds, other) = (arguments.GetValue(BenchOptions.Rounds), arguments.GetRequiredValue(Other));
        using var session = new ShellSession(Script(arguments.GetValue(WarmRuns)));
        var (ours, theirs) = (new List<Dictionary<string, double[]>>(), new List<Dictionary<string, double[]>>());
        for (var round = 0; round < rounds; round++)
        {
            theirs.Add(Read(session.Run(other, file, session.Room)));
            ours.Add(Read(session.Run(BuiltProject.Manifest, file, session.Room)));
        }

        MeasuredSection.Write(arguments.GetValue(BenchOptions.Output), Section,
            $"{Environment.ProcessorCount} processors, {SharedScans.NameOf(file)}, {rounds} sessions of either build, "
                + $"medians.\n\n"
                + MarkdownTable.Format(["step", "the other build", "this build", "ratio"], Rows(ours, theirs)));
    }

    private static IEnumerable<string> Script(int warmRuns) =>
    [
        "param([string] $manifest, [string] $file, [string] $room)",
        "$ErrorActionPreference = 'Stop'",
        "$clock = [System.Diagnostics.Stopwatch]::new()",
        "function Write-Number($name, $value) { \"$name;$($value.ToString([cultureinfo]::InvariantCulture))\" }",
        "Import-Module $manifest",
        "$head = Import-Volume $file",
        $"foreach ($run in 0..{warmRuns}) {{",
        .. Steps.Select(step => $"    $clock.Restart(); {step.Script}; "
            + $"Write-Number '{step.Name}' $clock.Elapsed.TotalSeconds"),
        "}",
        "$high = [System.Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64",
        $"Write-Number '{Peak}' ($high / 1MB)",
    ];

    private static Dictionary<string, double[]> Read(string[] lines) => lines
        .Select(line => line.Split(';'))
        .GroupBy(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture))
        .ToDictionary(group => group.Key, group => group.ToArray());

    private static IEnumerable<string[]> Rows(
        List<Dictionary<string, double[]>> ours, List<Dictionary<string, double[]>> theirs)
    {
        foreach (var (step, _) in Steps)
        {
            yield return Row($"{step}, s", "0.00", session => session[step][1..]);
        }

        foreach (var (step, _) in Steps.SkipLast(1))
        {
            yield return Row($"{step} the first time in a session, s", "0.00", session => session[step][..1]);
        }

        yield return Row(Peak, "0", session => session[Peak]);

        string[] Row(string name, string format, Func<Dictionary<string, double[]>, double[]> pick)
        {
            var (other, own) = (Median(theirs.SelectMany(pick)), Median(ours.SelectMany(pick)));
            return
            [
                name, other.ToString(format, CultureInfo.InvariantCulture),
                own.ToString(format, CultureInfo.InvariantCulture),
                (own / other).ToString("0.00", CultureInfo.InvariantCulture),
            ];
        }
    }
}
