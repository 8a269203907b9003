using System.CommandLine;
using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using static TorchSharp.torch;

namespace RefacePS.Bench.DefaceAccuracy;

/// <summary>Defaces every case and reports what was lost of the cavity and left of the face.</summary>
internal static class DefaceAccuracyBenchmark
{
    private const string Section = "deface-accuracy";

    private static readonly Option<string> Only = new("--only")
    {
        Description = "Take the heads whose name has this text.",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<string?> Keep = BenchOptions.Folder("--keep", "Where to keep the defaced volumes.");

    public static Command Command { get; } = BenchOptions.Verb(
        "deface-accuracy", "What defacing takes from the skull cavity and leaves of the face.", Run,
        BenchOptions.Shared, BenchOptions.Output, Only, Keep);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var truth = new HeadTruth(atlas);
        var run = new DefaceAccuracyRun(new Defacer(atlas, CPU), truth, arguments.GetValue(Keep));
        var only = arguments.GetRequiredValue(Only);
        foreach (var (plain, cases) in AccuracyCases.Heads(scans)
            .Where(head => head.Plain.Name.Contains(only, StringComparison.Ordinal)))
        {
            run.Measure(plain, cases);
        }

        run.Refuse(scans);
        MeasuredSection.Write(arguments.GetValue(BenchOptions.Output), Section, AccuracyReport.Format(run),
            AccuracyReport.FormatCases(run));
    }
}
