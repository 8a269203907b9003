using System.CommandLine;
using RefacePS.Bench;
using RefacePS.Bench.Archives;
using RefacePS.Bench.Cohort;
using RefacePS.Bench.DefaceAccuracy;
using RefacePS.Bench.Devices;
using RefacePS.Bench.Dicom;
using RefacePS.Bench.Generality;
using RefacePS.Bench.HeadCoordinates;
using RefacePS.Bench.Leak;
using RefacePS.Bench.Likeness;
using RefacePS.Bench.MorphometryAccuracy;
using RefacePS.Bench.Performance;
using RefacePS.Bench.PlainMorphometry;
using RefacePS.Bench.Privacy;
using RefacePS.Bench.RefaceComparison;
using RefacePS.Bench.SampleData;
using RefacePS.Bench.Sessions;

var root = new RootCommand("Repeatable measurements of RefacePS; their results are the tables of docs/.")
{
    ArchiveBenchmark.Command,
    ArchiveScaleBenchmark.Command,
    BuildsBenchmark.Command,
    CohortBenchmark.Command,
    DefaceAccuracyBenchmark.Command,
    DeviceBenchmark.Command,
    DicomBenchmark.Command,
    FaceCheckBenchmark.Command,
    GeneralityBenchmark.Command,
    HeadCoordinateTrainingRun.Command,
    LeakBenchmark.Command,
    LikenessBenchmark.Command,
    MeasuredNotHeads.Command,
    MorphometryAccuracyBenchmark.Command,
    OuterShellBenchmark.Command,
    PerformanceBenchmark.Command,
    PlainMorphometryBenchmark.Command,
    RefaceComparisonBenchmark.Command,
    ReidentificationBenchmark.Command,
    SampleDataFolder.Command,
    SecondLookBenchmark.Command,
    StartupBenchmark.Command,
};

try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (BenchArgumentException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 2;
}
