using RefacePS.Atlases;
using RefacePS.Refacing;
using static TorchSharp.torch;

namespace RefacePS.Bench.Performance;

/// <summary>Seconds and memory of each step of the pipeline, on a 1 mm head and on a 2 mm one.</summary>
internal static class PerformanceBenchmark
{
    private const string Section = "performance";
    private const int DefaultRounds = 5;

    public static void Run(Arguments arguments)
    {
        var scans = new SharedScans(arguments.Required("shared"));
        var rounds = int.Parse(arguments.Optional("rounds") ?? $"{DefaultRounds}");
        var model = new ModelStore(BuiltProject.Models).Open(arguments.Optional("model") ?? ModelStore.Default);
        var folder = Directory.CreateTempSubdirectory("refaceps-bench-").FullName;
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        var generator = model.LoadFaces(atlas, CPU);
        var pipeline = new PipelineRound(atlas, new Refacer(atlas, generator, model.Card.Name, CPU), folder);
        string[] files = [
            scans.Files("other-scanners").Single(file => file.Contains("philips", StringComparison.Ordinal)),
            scans.Files("cohort", "validation")[2]];
        var results = files.Select(file => Measure(pipeline, file, rounds)).ToArray();
        Directory.Delete(folder, recursive: true);
        MeasuredSection.Write(arguments.Optional("output"), Section, PerformanceReport.Format(results, rounds));
    }

    private static ScanTimes Measure(PipelineRound pipeline, string file, int rounds)
    {
        var (line, parts) = (new StepClock(), new StepClock());
        for (var round = 0; round < rounds; round++)
        {
            pipeline.RunLine(file, line);
            PipelineRound.RunPicture(file, line);
            pipeline.RunDeface(file, parts);
        }

        return new(SharedScans.NameOf(file), Files.NiftiReader.Read(file).Grid, line, parts);
    }
}
