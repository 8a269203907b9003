using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RefacePS.Archives;
using RefacePS.Atlases;
using RefacePS.Bench.Performance;
using RefacePS.Defacing;
using RefacePS.Files;
using static TorchSharp.torch;

namespace RefacePS.Bench.Archives;

/// <summary>
/// Effects of the length of a run: rate and memory over the run of an archive of heads of 2 mm, and the cost of
/// planning, ledger and summary in a tree of many files that cost nothing else.
/// </summary>
internal static class ArchiveScaleBenchmark
{
    private const string RunSection = "archive-run";
    private const string TreeSection = "archive-tree";
    private const int Parts = 10;

    private static readonly Option<int> Scans = BenchOptions.Count("--scans", 500, "Heads of the archive.");

    private static readonly Option<int> Files =
        BenchOptions.Count("--files", 100_000, "Files of the tree: scans that hold next to nothing, and tables.");

    public static Command Command { get; } = BenchOptions.Verb(
        "archive-scale", "Rate and memory over a long run, and what a tree of many files takes.", Run,
        BenchOptions.Shared, BenchOptions.Output, Scans, Files);

    private static void Run(ParseResult arguments)
    {
        var heads = new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared)).Files("cohort", "validation")
            .ToArray();
        var output = arguments.GetValue(BenchOptions.Output);
        var count = arguments.GetValue(Scans);
        int[] workers = [.. new[] { 1, Environment.ProcessorCount }.Distinct()];
        MeasuredSection.Write(output, RunSection, InFolder(folder =>
        {
            for (var scan = 0; scan < count; scan++)
            {
                Place(folder, scan, target => File.Copy(heads[scan % heads.Length], target));
            }

            var curves = workers.Select(each => Curve(folder, count, each)).ToList();
            return string.Create(CultureInfo.InvariantCulture,
                $"{Environment.ProcessorCount} cores, {count} heads of 2 mm, one to a session, defaced.\n\n")
                + MarkdownTable.Format(
                    ["scans done", .. workers.SelectMany(each => new[]
                        { $"scans an hour, {each} at once", $"memory in use, MiB, {each} at once" })],
                    Enumerable.Range(0, curves.Min(curve => curve.Count)).Select(row => (string[])
                    [
                        Whole(curves[0][row].Done),
                        .. curves.SelectMany(curve => new[] { Whole(curve[row].Rate), Whole(curve[row].Memory) }),
                    ]));
        }));
        MeasuredSection.Write(output, TreeSection, InFolder(folder => Tree(folder, arguments.GetValue(Files))));
    }

    private static List<(int Done, double Rate, double Memory)> Curve(string folder, int count, int workers)
    {
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var protector = new HeadProtector(
            () => new(atlas, null, CPU), DefaceRegion.Face, "head", null, workers);
        var plan = Plan(folder, $"workers-{workers}", workers);
        var observer = new CurveObserver(Math.Max(1, count / Parts));
        ArchiveRun.Run(plan, protector, observer);
        return observer.Points;
    }

    private static string Tree(string folder, int files)
    {
        // The smallest image that is one, and a table beside it.
        byte[] voxels = [.. Enumerable.Range(0, 64).Select(voxel => (byte)voxel)];
        var empty = new Volume(new VoxelGrid(4, 4, 4, AffineMatrix.Scale(2, 2, 2)), VoxelType.UInt8, voxels);
        var (first, texts) = (Path.Combine(folder, "empty.nii.gz"), "index\tvalue\n1\t2\n");
        NiftiWriter.Write(empty, first, new NiftiWriteOptions());
        for (var scan = 0; scan < (files + 1) / 2; scan++)
        {
            Place(folder, scan, target =>
            {
                File.Copy(first, target);
                File.WriteAllText(target.Replace("_T1w.nii.gz", "_events.tsv", StringComparison.Ordinal), texts);
            });
        }

        var rows = new List<string[]>();
        ArchivePlan? plan = null;
        Measure("planning", () => plan = Plan(folder, "out", Environment.ProcessorCount));
        Measure("run", () => ArchiveRun.Run(plan!, new NothingProtector(), new FaultObserver()));
        Measure("planning again, and a run that has nothing to do", () => ArchiveRun.Run(
            Plan(folder, "out", Environment.ProcessorCount), new NothingProtector(), new FaultObserver()));
        return string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores, {files} files, half of them scans that nothing is done to.\n\n")
            + MarkdownTable.Format(["step", "seconds", "seconds for 1,000 files", "peak memory, MiB"], rows);

        void Measure(string step, Action work)
        {
            PeakMemory.Reset();
            var watch = Stopwatch.StartNew();
            work();
            rows.Add(
            [
                step, watch.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
                (watch.Elapsed.TotalSeconds * 1000 / files).ToString("0.000", CultureInfo.InvariantCulture),
                Whole(PeakMemory.Read()),
            ]);
        }
    }

    private static ArchivePlan Plan(string folder, string destination, int workers) => ArchivePlanner.Plan(new()
    {
        Source = Path.Combine(folder, "source"),
        Destination = Path.Combine(folder, destination),
        Method = ArchiveMethod.Deface,
        Workers = workers,
    });

    /// <summary>Puts a scan into the tree; a thousand subjects a folder.</summary>
    private static void Place(string folder, int scan, Action<string> write)
    {
        var subject = string.Create(CultureInfo.InvariantCulture, $"sub-{scan:000000}");
        var anatomy = Path.Combine(folder, "source", $"site-{scan / 1000:000}", subject, "anat");
        Directory.CreateDirectory(anatomy);
        write(Path.Combine(anatomy, $"{subject}_T1w.nii.gz"));
    }

    private static string InFolder(Func<string, string> work)
    {
        var folder = Directory.CreateTempSubdirectory("refaceps-bench-").FullName;
        try
        {
            return work(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>Notes the rate since the last point, and the memory in use, every so many scans.</summary>
    private sealed class CurveObserver(int step) : FaultObserver
    {
        private readonly Lock gate = new();
        private readonly Stopwatch watch = Stopwatch.StartNew();

        public List<(int Done, double Rate, double Memory)> Points { get; } = [];

        public override void Advanced(ArchiveProgress progress)
        {
            lock (gate)
            {
                if (progress.ScansDone >= (Points.Count + 1) * step)
                {
                    Points.Add((progress.ScansDone, step / watch.Elapsed.TotalHours,
                        Environment.WorkingSet / (1024.0 * 1024)));
                    watch.Restart();
                }
            }
        }
    }

    /// <summary>Says of every scan that it is as it should be.</summary>
    private sealed class NothingProtector : IScanProtector, ISessionProtector
    {
        public string Parameters(Treatment treatment) => "nothing";

        public ISessionProtector Open() => this;

        public Volume ProtectHead(Volume head, Treatment treatment, CancellationToken cancel) => head with
        {
            Kind = VolumeKind.Defaced,
            FaceMask = new Mask(head.Grid, new byte[head.Grid.VoxelCount]),
            Transform = AffineMatrix.Identity,
            Quality = new DefaceQuality
            {
                Status = DefaceStatus.Good, RegistrationScore = 1, FaceAgreement = 1, FaceRemaining = 0, FaceInView = 1,
                BrainVoxelsRemoved = 0, Reasons = [],
            },
        };

        public void Locate(Volume head, CancellationToken cancel)
        {
        }

        public Volume ProtectCompanion(Volume companion, Treatment treatment, CancellationToken cancel) =>
            ProtectHead(companion, treatment, cancel);

        public void Dispose()
        {
        }
    }
}
