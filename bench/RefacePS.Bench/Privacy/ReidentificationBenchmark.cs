using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RefacePS.Atlases;
using RefacePS.Bench.Privacy.Recogniser;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Privacy;
using RefacePS.Privacy.Reports;
using RefacePS.Refacing;
using RefacePS.Refacing.ShapeModel;
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

    private static readonly Option<bool> Recognise = new("--recogniser")
    {
        Description = "Look pictures up by a face recogniser too; takes Node.js, whose packages are fetched.",
    };

    private static readonly Option<bool> Predict = new("--predict")
    {
        Description = "Look up the face that each scan predicts by what was kept, of scans that were defaced in "
            + "other ways too.",
    };

    public static Command Command { get; } = BenchOptions.Verb(
        "reidentification", "How often a face still finds its owner.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Split, BenchOptions.Every,
        BenchOptions.Model, Seeds, Report, Recognise, Predict);

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
        using var recogniser = arguments.GetValue(Recognise) ? FaceRecogniser.TryStart() : null;
        using var predictor = arguments.GetValue(Predict)
            ? FacePredictor.Load(new ModelStore(BuiltProject.Models).Open(ModelStore.Default), atlas, CPU) : null;
        var pictures = recogniser is null ? null : new RecogniserAttack(recogniser);
        var options = new ReidentificationOptions
            { Predictor = predictor, Watch = pictures is null ? null : pictures.Look };
        var attack = new ReidentificationAttack(atlas, CPU, options);
        var stopped = false;
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        foreach (var file in scans.Files("cohort", split).Where((_, index) => index % every == 0))
        {
            if (stopped)
            {
                break;
            }

            var clock = Stopwatch.StartNew();
            var original = NiftiReader.Read(file);
            var subject = SharedScans.NameOf(file);
            Try(() => attack.AddToGallery(original, subject));
            var gallerySeconds = clock.Elapsed.TotalSeconds;
            foreach (var (variant, probe) in Probes(original, atlas, refacers, predictor is not null))
            {
                Try(() => attack.AddProbe(probe, subject, variant));
            }

            Console.Error.WriteLine(
                FormattableString.Invariant($"{subject}: {gallerySeconds:0.0} s for original and copy, ")
                + FormattableString.Invariant($"{clock.Elapsed.TotalSeconds:0.0} s in all"));
        }

        var summary = attack.Run();
        if (arguments.GetValue(Report) is { } report)
        {
            ReidentificationReportFile.Write(
                Path.GetFullPath(report), overwrite: true, summary, $"RefacePS.Bench {Section}");
        }

        var people = split == Validation ? string.Empty : $" {split}";
        var (name, (tables, cases)) = predictor is null && pictures is null
            ? (string.Empty, ReidentificationReport.Format(summary))
            : (predictor is null ? " recogniser" : " others",
                ReidentificationReport.FormatOthers(summary, pictures?.Run(options) ?? []));
        MeasuredSection.Write(
            arguments.GetValue(BenchOptions.Output), $"{Section} {model.Card.Name}{people}{name}", tables, cases);

        // Whoever ends it early gets the tables of the heads that were seen.
        void Stop(PosixSignalContext signal) => (signal.Cancel, stopped) = (true, true);
    }

    /// <summary>The scans that are looked up: defaced, refaced once a seed, and defaced in other ways.</summary>
    private static IEnumerable<(string Variant, Volume Probe)> Probes(
        Volume original, HeadAtlas atlas, List<Refacer> refacers, bool inOtherWays)
    {
        var defacer = new Defacer(atlas, CPU);
        var defaced = defacer.Deface(original);
        yield return (nameof(VolumeKind.Defaced), defaced);
        foreach (var refacer in refacers)
        {
            yield return (refacer.Seed == 0 ? nameof(VolumeKind.Refaced)
                : $"{nameof(VolumeKind.Refaced)}, seed {refacer.Seed}", refacer.Reface(defaced));
        }

        if (inOtherWays)
        {
            yield return ("Defaced, ears too", defacer.Deface(original, DefaceRegion.FaceAndEars));
            yield return ("Defaced by a box", CommonDefacing.Box(original, defaced, atlas));
            yield return ("Defaced by a plane", CommonDefacing.Plane(original, defaced, atlas));
        }
    }

    /// <summary>Adds a scan that can take part; the summary names those that cannot.</summary>
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
