using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Privacy;
using RefacePS.Privacy.Reports;
using RefacePS.Refacing;
using static TorchSharp.torch;

namespace RefacePS.Bench.Privacy;

/// <summary>Looks the defaced and refaced heads of a cohort up among the intact ones, and altered copies of the intact
/// ones too.</summary>
internal static class ReidentificationBenchmark
{
    private const string Section = "reidentification";
    private const string Validation = "validation";
    private static readonly Option<int> Seeds = BenchOptions.Count("--seeds", 1, "Faces to draw for each head.");

    private static readonly Option<string?> Report = new("--report")
    {
        Description = "Where to write the report.",
        HelpName = "page.html",
    };

    public static Command Command { get; } = BenchOptions.Verb(
        "reidentification", "How often a face still finds its owner.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Split, BenchOptions.Every,
        BenchOptions.Model, Seeds, Report);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        var every = arguments.GetValue(BenchOptions.Every);
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        var split = arguments.GetRequiredValue(BenchOptions.Split);
        var model = new ModelStore(BuiltProject.Models).Open(arguments.GetRequiredValue(BenchOptions.Model));
        var faces = model.LoadFaces(atlas, CPU);
        var refacers = Enumerable.Range(0, arguments.GetValue(Seeds))
            .Select(seed => new Refacer(atlas, faces, model.Card.Label, CPU) { Seed = seed })
            .ToList();
        var defacer = new Defacer(atlas, CPU);
        var attack = new ReidentificationAttack(atlas, CPU, new());
        foreach (var file in scans.Files("cohort", split).Where((_, index) => index % every == 0))
        {
            var clock = Stopwatch.StartNew();
            var original = NiftiReader.Read(file);
            var name = SharedScans.NameOf(file);
            Try(() => attack.AddToGallery(original, name));
            var gallerySeconds = clock.Elapsed.TotalSeconds;
            var defaced = defacer.Deface(original);
            Try(() => attack.AddProbe(defaced, name, nameof(VolumeKind.Defaced)));
            refacers.ForEach(refacer => Try(() => attack.AddProbe(
                refacer.Reface(defaced), name, refacer.Seed == 0 ? nameof(VolumeKind.Refaced)
                : $"{nameof(VolumeKind.Refaced)}, seed {refacer.Seed}")));
            Console.Error.WriteLine(
                FormattableString.Invariant(
                    $"{name}: {gallerySeconds:0.0} s for original and copy, {clock.Elapsed.TotalSeconds:0.0} s in all"));
        }

        var summary = attack.Run();
        if (arguments.GetValue(Report) is { } report)
        {
            ReidentificationReportFile.Write(
                Path.GetFullPath(report), overwrite: true, summary, $"RefacePS.Bench {Section}");
        }

        var people = split == Validation ? string.Empty : $" {split}";
        MeasuredSection.Write(arguments.GetValue(BenchOptions.Output), $"{Section} {model.Card.Name}{people}",
            ReidentificationReport.Format(summary));
    }

    /// <summary>What cannot take part is in the summary.</summary>
    private static void Try(Action add)
    {
        try
        {
            add();
        }
        catch (RefacePSException fault)
        {
            Console.Error.WriteLine(fault.Message);
        }
    }
}
