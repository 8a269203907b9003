using System.CommandLine;
using System.Globalization;
using RefacePS.Bench.Performance;
using RefacePS.Comparing;
using RefacePS.Comparing.Reports;

namespace RefacePS.Bench.Cohort;

/// <summary>Seconds and memory of comparing cohorts of growing size: 17 regions, three variants, texts as Import-Csv
/// gives them.</summary>
internal static class CohortBenchmark
{
    private const string Section = "cohort";
    private static readonly int[] Sizes = [100, 1_000, 10_000];
    private static readonly Option<int> Largest = BenchOptions.Count(
        "--largest", Sizes[^1], "Leave out cohorts of more subjects.");

    public static Command Command { get; } = BenchOptions.Verb(
        "cohort", "Seconds and memory of comparing cohorts of growing size.", Run,
        BenchOptions.Output, Largest);

    private static void Run(ParseResult arguments)
    {
        Measure(Sizes[0]);
        string[][] rows = [.. Sizes.Where(size => size <= arguments.GetValue(Largest)).Select(Measure)];
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} processors; 17 regions, three variants; compiled before.\n\n")
            + MarkdownTable.Format(
                ["subjects", "measurements", "reading, s", "comparing, s", "report, s", "report, KiB",
                    "table in memory, MiB"], rows);
        MeasuredSection.Write(arguments.GetValue(BenchOptions.Output), Section, text);
    }

    private static string[] Measure(int subjects)
    {
        var folder = Directory.CreateTempSubdirectory("refaceps-bench-").FullName;
        var (clock, report) = (new StepClock(), Path.Combine(folder, "study.html"));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var table = clock.Time("reading", () => Read(subjects));
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var analysis = clock.Time("comparing", () => new CohortComparer(new()).Compare(table, CancellationToken.None));
        clock.Time("report", () =>
            { CohortReportFile.Write(report, overwrite: true, analysis, new(), CancellationToken.None); return true; });
        var size = new FileInfo(report).Length;
        Directory.Delete(folder, recursive: true);
        return
        [
            subjects.ToString("N0", CultureInfo.InvariantCulture),
            table.Given.ToString("N0", CultureInfo.InvariantCulture),
            Seconds(clock.Median("reading")), Seconds(clock.Median("comparing")), Seconds(clock.Median("report")),
            (size / 1024).ToString(CultureInfo.InvariantCulture), (held / (1024.0 * 1024))
                .ToString("0.0", CultureInfo.InvariantCulture),
        ];
    }

    private static MeasurementTable Read(int subjects)
    {
        var table = new MeasurementTable();
        foreach (var (identity, cells) in MadeUpMeasurements.Draw(subjects))
        {
            table.Add(identity, cells);
        }

        return table;
    }

    private static string Seconds(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
