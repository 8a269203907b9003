using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RefacePS.Atlases;
using RefacePS.Files;
using RefacePS.Morphometry;
using RefacePS.Refacing;
using static TorchSharp.torch;

namespace RefacePS.Bench.MorphometryAccuracy;

/// <summary>Measures labelled scans and reports how far overlap, volumes and ranks are from the labels.</summary>
internal static class MorphometryAccuracyBenchmark
{
    private const string Section = "morphometry-accuracy";

    /// <summary>Every this-many-th scan is measured under augmentation too.</summary>
    private const int VariantInterval = 8;

    private static readonly Option<string?> Atlas = BenchOptions.Folder(
        "--atlas", "Another brain atlas than that which ships.");

    public static Command Command { get; } = BenchOptions.Verb(
        "morphometry-accuracy", "How far overlap, volumes and ranks are from labels.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Split, BenchOptions.Every, Atlas);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        using var heads = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var atlas = BrainAtlas.Load(arguments.GetValue(Atlas) ?? BuiltProject.BrainAtlas, CPU);
        var reference = ReferenceLabels.Read(scans);
        var measurer = new BrainMeasurer(heads, atlas, CPU);
        var every = arguments.GetValue(BenchOptions.Every);
        var files = scans.Files("cohort", arguments.GetRequiredValue(BenchOptions.Split))
            .Where((_, index) => index % every == 0).ToArray();
        var results = files.Select(file => Measure(measurer, reference, file)).ToArray();
        string[] some = [.. files.Where((_, index) => index % VariantInterval == 0)];
        var variants = Compare(heads, measurer, some);
        var skulls = new OtherSkulls(measurer, reference);
        Array.ForEach(some, skulls.Add);
        MeasuredSection.Write(
            arguments.GetValue(BenchOptions.Output), Section,
            MorphometryReport.Format(results) + VariantReport.Format(variants) + skulls.Format());
    }

    private static VariantComparison Compare(HeadAtlas heads, BrainMeasurer measurer, IEnumerable<string> files)
    {
        var model = new ModelStore(BuiltProject.Models).Open("pix2pix");
        var generator = model.LoadFaces(heads, CPU);
        var comparison = new VariantComparison(heads, new Refacer(heads, generator, model.Card.Name, CPU), measurer);
        foreach (var file in files)
        {
            comparison.Add(NiftiReader.Read(file));
        }

        return comparison;
    }

    private static MeasuredScan Measure(BrainMeasurer measurer, ReferenceLabels reference, string file)
    {
        var clock = Stopwatch.StartNew();
        var volume = NiftiReader.Read(file);
        var measurement = measurer.Measure(volume, withLabels: true);
        var result = MeasuredScan.Compare(SharedScans.NameOf(file), volume, measurement, reference.Of(file));
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Name}: score {measurement.Volumes.RegistrationScore:0.000}, "
                + $"TIV {measurement.Volumes.TotalIntracranial:0} mL, Dice {result.Regions[0].Dice:0.000}, "
                + $"mean {result.Regions.Average(r => r.Dice):0.000}, {clock.Elapsed.TotalSeconds:0.0} s"));
        return result;
    }
}
