using System.CommandLine;
using RefacePS.Atlases;
using RefacePS.Morphometry;
using RefacePS.Refacing;
using static TorchSharp.torch;

namespace RefacePS.Bench.Performance;

/// <summary>Seconds and memory of each step of the pipeline, on a 1 mm head and on a 2 mm one.</summary>
internal static class PerformanceBenchmark
{
    private const string Section = "performance";

    public static Command Command { get; } = BenchOptions.Verb(
        "performance", "Seconds and memory of each step of the pipeline.", Run,
        BenchOptions.Shared, BenchOptions.Output, BenchOptions.Model, BenchOptions.Rounds);

    private static void Run(ParseResult arguments)
    {
        var scans = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared));
        var rounds = arguments.GetValue(BenchOptions.Rounds);
        var model = new ModelStore(BuiltProject.Models).Open(arguments.GetRequiredValue(BenchOptions.Model));
        var folder = Directory.CreateTempSubdirectory("refaceps-bench-").FullName;
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var brains = BrainAtlas.Load(BuiltProject.BrainAtlas, CPU);
        var generator = model.LoadFaces(atlas, CPU);
        var pipeline = new PipelineRound(atlas, new Refacer(atlas, generator, model.Card.Name, CPU),
            generator, brains, folder);
        string[] files = [
            scans.FullSize(),
            scans.Files("cohort", "validation")[2]];
        var results = files.Select(file => Measure(pipeline, file, rounds)).ToArray();
        Directory.Delete(folder, recursive: true);
        MeasuredSection.Write(
            arguments.GetValue(BenchOptions.Output), Section, PerformanceReport.Format(results, rounds));
    }

    private static ScanTimes Measure(PipelineRound pipeline, string file, int rounds)
    {
        var line = new StepClock();
        var parts = new PartClocks(new(), new(), new(), new());
        for (var round = 0; round < rounds; round++)
        {
            pipeline.RunLine(file, line);
            PipelineRound.RunPicture(file, line);
            pipeline.RunMeasure(file, line);
            pipeline.RunParts(file, parts);
        }

        return new(SharedScans.NameOf(file), Files.NiftiReader.Read(file).Grid, line, parts);
    }
}
