using System.Globalization;
using System.Text;

namespace RefacePS.Bench.Performance;

/// <summary>Measurements on one scan.</summary>
/// <param name="Name">The scan.</param>
/// <param name="Grid">Its grid.</param>
/// <param name="Line">The cmdlets.</param>
/// <param name="Parts">The parts of each cmdlet.</param>
internal sealed record ScanTimes(string Name, VoxelGrid Grid, StepClock Line, PartClocks Parts);

/// <summary>The tables of a run in Markdown.</summary>
internal static class PerformanceReport
{
    private static readonly string[] Beside = ["Export-VolumeImage", "Measure-BrainVolume"];

    /// <summary>Budgets (s) on a 1 mm scan of 256 voxels a side, on two cores.</summary>
    private static readonly Dictionary<string, double> Budgets = new()
        { ["Invoke-Deface"] = 0.9, ["Invoke-Reface"] = 1.4, ["the whole line"] = 2.5, ["Export-VolumeImage"] = 0.5,
            ["Measure-BrainVolume"] = 1.8 };

    public static string Format(IEnumerable<ScanTimes> scans, int rounds)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} processors, median of {rounds} rounds in one process; the first round also "
                + $"loads and compiles.\n");
        foreach (var scan in scans)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {scan.Name}: {scan.Grid}\n\n")
                .Append(MarkdownTable.Format(
                    ["step", "median, s", "share", "first, s", "processor, s", "peak memory, MiB", "budget, s"],
                    Line(scan.Line)));
            foreach (var (cmdlet, clock) in PartsOf(scan.Parts))
            {
                text.Append(CultureInfo.InvariantCulture, $"\nThe parts of `{cmdlet}`:\n\n")
                    .Append(MarkdownTable.Format(["part", "median, s", "processor, s", "share"], Parts(clock)));
            }
        }

        return text.ToString();
    }

    private static (string Cmdlet, StepClock Clock)[] PartsOf(PartClocks parts) =>
    [
        ("Invoke-Deface", parts.Deface), ("Invoke-Reface", parts.Reface), ("Measure-BrainVolume", parts.Measure),
        ("Export-VolumeImage", parts.Picture),
    ];

    private static IEnumerable<string[]> Line(StepClock clock)
    {
        var steps = clock.Steps.Where(step => !Beside.Contains(step)).ToArray();
        var total = steps.Sum(clock.Median);
        foreach (var step in steps)
        {
            yield return [$"`{step}`", Seconds(clock.Median(step)), Share(clock.Median(step) / total),
                Seconds(clock.First(step)), Seconds(clock.MedianProcessor(step)), Memory(clock.Peak(step)),
                Budget(step)];
        }

        yield return ["the whole line", Seconds(total), "100 %", Seconds(steps.Sum(clock.First)),
            Seconds(steps.Sum(clock.MedianProcessor)),
            Memory(steps.Max(clock.Peak)), Budget("the whole line")];
        foreach (var step in Beside)
        {
            yield return [$"`{step}`", Seconds(clock.Median(step)), "", Seconds(clock.First(step)),
                Seconds(clock.MedianProcessor(step)), Memory(clock.Peak(step)), Budget(step)];
        }
    }

    private static IEnumerable<string[]> Parts(StepClock clock)
    {
        var total = clock.Steps.Sum(clock.Median);
        return clock.Steps.Select(
            part => new[]
            {
                part, Seconds(clock.Median(part)), Seconds(clock.MedianProcessor(part)),
                Share(clock.Median(part) / total),
            });
    }

    private static string Budget(string step) => Budgets.TryGetValue(step, out var budget)
        ? budget.ToString("0.0", CultureInfo.InvariantCulture) : "";

    private static string Seconds(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Memory(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private static string Share(double value) => value.ToString("0 %", CultureInfo.InvariantCulture);
}
