using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using static TorchSharp.torch;

namespace RefacePS.Bench.DefaceAccuracy;

/// <summary>Defaces every case and reports what was lost of the cavity and left of the face.</summary>
internal static class DefaceAccuracyBenchmark
{
    private const string Section = "deface-accuracy";

    public static void Run(Arguments arguments)
    {
        var scans = new SharedScans(arguments.Required("shared"));
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var truth = new HeadTruth(atlas);
        var run = new DefaceAccuracyRun(new Defacer(atlas, CPU), truth, arguments.Optional("keep"));
        var only = arguments.Optional("only") ?? "";
        foreach (var (plain, cases) in AccuracyCases.Heads(scans)
            .Where(head => head.Plain.Name.Contains(only, StringComparison.Ordinal)))
        {
            run.Measure(plain, cases);
        }

        run.Refuse(scans);
        MeasuredSection.Write(arguments.Optional("output"), Section, AccuracyReport.Format(run));
    }
}
