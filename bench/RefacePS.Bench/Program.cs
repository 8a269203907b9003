using RefacePS;
using RefacePS.Bench;
using RefacePS.Bench.Archives;
using RefacePS.Bench.Cohort;
using RefacePS.Bench.DefaceAccuracy;
using RefacePS.Bench.MorphometryAccuracy;
using RefacePS.Bench.Performance;
using RefacePS.Bench.Privacy;
using RefacePS.Bench.RefaceComparison;
using RefacePS.Bench.Startup;

try
{
    var arguments = Arguments.Parse(args);
    BuiltProject.UseNativeLibraries();
    switch (arguments.Verb)
    {
        case "deface-accuracy":
            DefaceAccuracyBenchmark.Run(arguments);
            return 0;
        case "morphometry-accuracy":
            MorphometryAccuracyBenchmark.Run(arguments);
            return 0;
        case "performance":
            PerformanceBenchmark.Run(arguments);
            return 0;
        case "cohort":
            CohortBenchmark.Run(arguments);
            return 0;
        case "archive":
            ArchiveBenchmark.Run(arguments);
            return 0;
        case "face-check":
            FaceCheckBenchmark.Run(arguments);
            return 0;
        case "reidentification":
            ReidentificationBenchmark.Run(arguments);
            return 0;
        case "startup":
            StartupBenchmark.Run(arguments);
            return 0;
        case "reface-comparison":
            RefaceComparisonBenchmark.Run(arguments);
            return 0;
        default:
            throw new BenchArgumentException($"'{arguments.Verb}' is not a benchmark.");
    }
}
catch (BenchArgumentException fault)
{
    Console.Error.WriteLine(fault.Message);
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}
