using System.CommandLine;
using RefacePS.Atlases;
using RefacePS.Morphometry;
using static TorchSharp.torch;

namespace RefacePS.Bench.Generality;

/// <summary>
/// The share of heads of any scanner and contrast that are found, judged rightly, and found again when their face is
/// gone. Results are kept in a folder, so that a run that was broken off goes on where it was.
/// </summary>
internal static class GeneralityBenchmark
{
    private const string Section = "generality";

    private static readonly Option<string?> Work = BenchOptions.Folder(
        "--work", "Where results are kept and a run that was broken off goes on.");

    private static readonly Option<string> Only = new("--only")
    {
        Description = "Take only heads with this in their name.",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<int> Made = new("--made")
    {
        Description = "How many heads to make of label maps.",
        DefaultValueFactory = _ => 0,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "What heads are made from.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> PlacesOnly = new("--places-only")
    {
        Description = "Look only at where heads are found, and measure no brain.",
    };

    public static Command Command { get; } = BenchOptions.Verb(
        "generality", "Whether heads of any scanner are found, judged rightly, and found again without their face.",
        Run, BenchOptions.Shared, BenchOptions.Output, BenchOptions.Every, Work, Only, Made, Seed, PlacesOnly);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        using var heads = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var brains = BrainAtlas.Load(BuiltProject.BrainAtlas, CPU);
        using var ledger = new GeneralityLedger(arguments.GetValue(Work));
        var run = new GeneralityRun(
            heads, arguments.GetValue(PlacesOnly) ? null : new BrainMeasurer(heads, brains, CPU), ledger);
        var only = arguments.GetRequiredValue(Only);
        var cases = GeneralityHead.Real(scans, arguments.GetValue(BenchOptions.Every))
            .Concat(GeneralityHead.Made(scans, arguments.GetValue(Made), arguments.GetValue(Seed)));
        foreach (var head in cases.Where(head => head.Name.Contains(only, StringComparison.Ordinal)))
        {
            run.Measure(head);
        }

        MeasuredSection.Write(
            arguments.GetValue(BenchOptions.Output), Section, GeneralityReport.Format(ledger.Results),
            GeneralityReport.FormatCases(ledger.Results));
    }
}
