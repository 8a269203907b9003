using System.CommandLine;
using System.Globalization;
using RefacePS.Archives;
using RefacePS.Atlases;
using RefacePS.Bench.Performance;
using RefacePS.Refacing;
using static TorchSharp.torch;

namespace RefacePS.Bench.Archives;

/// <summary>Scans an hour of a run over an archive of 1 mm heads, by the number of workers, and the memory it
/// takes.</summary>
internal static class ArchiveBenchmark
{
    private const string Section = "archive";
    private static readonly Option<int> Scans = BenchOptions.Count("--scans", 6, "Scans of the archive.");

    public static Command Command { get; } = BenchOptions.Verb(
        "archive", "Scans an hour of a run over an archive, and its memory.", Run,
        BenchOptions.Shared, BenchOptions.Output, Scans);

    private static void Run(ParseResult arguments)
    {
        var head = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared)).FullSize();
        var count = arguments.GetValue(Scans);
        var folder = Directory.CreateTempSubdirectory("refaceps-bench-").FullName;
        for (var scan = 1; scan <= count; scan++)
        {
            var target = Path.Combine(folder, "source", $"sub-{scan:00}", "anat", $"sub-{scan:00}_T1w.nii.gz");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(head, target);
        }

        var rows = new[] { ArchiveMethod.Deface, ArchiveMethod.Reface }
            .SelectMany(method => new[] { 1, Environment.ProcessorCount }.Distinct()
                .Select(workers => Measure(folder, method, workers))).ToList();
        Directory.Delete(folder, recursive: true);
        var output = arguments.GetValue(BenchOptions.Output);
        MeasuredSection.Write(output, Section, string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores, {count} scans of 1 mm, one to a session; loading of the atlas and "
                + $"the network included.\n\n")
            + MarkdownTable.Format(
                ["method", "workers", "scans an hour", "scans an hour a core", "peak memory, MiB"], rows));
    }

    private static string[] Measure(string folder, ArchiveMethod method, int workers)
    {
        var plan = ArchivePlanner.Plan(new ArchiveOptions
        {
            Source = Path.Combine(folder, "source"),
            Destination = Path.Combine(folder, $"{method}-{workers}"),
            Method = method,
            Workers = workers,
        });
        using var protector = new HeadProtector(() => Load(method), DefaceRegion.Face, "head", "pix2pix", workers);
        PeakMemory.Reset();
        var summary = ArchiveRun.Run(plan, protector, new HeldBackObserver());
        var perHour = summary.ScansPerHour ?? 0;
        return
        [
            method.ToString(), workers.ToString(CultureInfo.InvariantCulture),
            perHour.ToString("0", CultureInfo.InvariantCulture),
            (perHour / Environment.ProcessorCount).ToString("0", CultureInfo.InvariantCulture),
            PeakMemory.Read().ToString("0", CultureInfo.InvariantCulture),
        ];
    }

    private static ProtectorParts Load(ArchiveMethod method)
    {
        var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        if (method == ArchiveMethod.Deface)
        {
            return new(atlas, null, CPU);
        }

        var model = new ModelStore(BuiltProject.Models).Open("pix2pix");
        return new(atlas, new Refacer(atlas, model.LoadFaces(atlas, CPU), model.Card.Name, CPU), CPU);
    }

    private sealed class HeldBackObserver : FaultObserver
    {
        public override void HeldBack(ArchiveScan scan) => Console.Error.WriteLine(scan);
    }
}
