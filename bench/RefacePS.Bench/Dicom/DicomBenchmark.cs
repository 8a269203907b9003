using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RefacePS.Files.Dicom;
using RefacePS.Files.Dicom.Writing;

namespace RefacePS.Bench.Dicom;

/// <summary>Import and export of a series, and the listing of a large folder, beside dcm2niix where it is.</summary>
internal static class DicomBenchmark
{
    private const string Section = "dicom";
    private const int Side = 512;
    private const int SmallSide = 64;

    private static readonly Option<int> Slices =
        BenchOptions.Count("--slices", 200, "Slices of 512 x 512 of a series.");

    private static readonly Option<int> Listed =
        BenchOptions.Count("--files", 10_000, "Files of 64 x 64 of the folder that is listed.");

    public static Command Command { get; } = BenchOptions.Verb(
        "dicom", "Import and export of a DICOM series, and the listing of a large folder.", Run,
        BenchOptions.Output, BenchOptions.Rounds, Slices, Listed);

    private static void Run(ParseResult arguments)
    {
        var (slices, listed) = (arguments.GetValue(Slices), arguments.GetValue(Listed));
        var folder = Directory.CreateTempSubdirectory("refaceps-bench-").FullName;
        var (series, many, spare) = (Path.Combine(folder, "series"), Path.Combine(folder, "many"),
            Path.Combine(folder, "spare"));
        MadeUpSlices.Write(series, slices, Side, slices);
        MadeUpSlices.Write(many, listed, SmallSide, 100);
        var volume = Import(series);
        var voxels = volume.Voxels.ToArray();
        voxels.AsSpan(0, voxels.Length / 4).Clear();
        var defaced = volume.WithVoxels(voxels) with { Kind = VolumeKind.Defaced };

        (string Name, Func<bool> Step)[] steps =
        [
            ("reading the bytes and copying the voxels, which is the least there is to do", () => Read(series)),
            ("`Import-Volume`", () => Import(series).FrameCount > 0),
            ("dcm2niix -z n", () => Dcm2niix(spare, "-z", "n", series)),
            ("`Export-Volume -Format Dicom`, a quarter of the voxels removed", () => Export(defaced, spare)),
            (Invariant($"listing of {listed} files in {(listed + 99) / 100} series"), () => List(many)),
            ("dcm2niix -b o of the same, which reads them whole", () => Dcm2niix(spare, "-b", "o", many)),
        ];
        var rounds = arguments.GetValue(BenchOptions.Rounds);
        var rows = steps.Select(step => new[] { step.Name, Measure(step.Step, spare, rounds) }).ToList();
        Directory.Delete(folder, recursive: true);
        MeasuredSection.Write(
            arguments.GetValue(BenchOptions.Output), Section,
            Invariant($"{Environment.ProcessorCount} processors; {slices} files of {Side} x {Side}, 16 bits; median ")
            + Invariant($"of {rounds} rounds, the files in the cache of the system.\n\n")
            + MarkdownTable.Format(["step", "median, s"], rows));
    }

    private static string Measure(Func<bool> step, string spare, int rounds)
    {
        var seconds = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            Directory.CreateDirectory(spare);
            var clock = Stopwatch.StartNew();
            if (!step())
            {
                return "not installed";
            }

            seconds.Add(clock.Elapsed.TotalSeconds);
            Directory.Delete(spare, recursive: true);
        }

        return seconds.Order().ElementAt(rounds / 2).ToString("0.00", CultureInfo.InvariantCulture);
    }

    private static bool Read(string folder)
    {
        var files = Directory.GetFiles(folder);
        var voxels = new short[(long)files.Length * Side * Side];
        Parallel.For(0, files.Length, index =>
        {
            var bytes = File.ReadAllBytes(files[index]);
            MemoryMarshal.Cast<byte, short>(bytes.AsSpan(bytes.Length - Side * Side * 2)).CopyTo(
                voxels.AsSpan(index * Side * Side));
        });
        return true;
    }

    private static Volume Import(string folder) =>
        DicomListing.Read(DicomListing.FilesOf(folder), null, CancellationToken.None).Series[0].Read();

    private static bool List(string folder) =>
        DicomListing.Read(DicomListing.FilesOf(folder), null, CancellationToken.None).Faults.Count == 0;

    private static bool Export(Volume volume, string folder) =>
        DicomSeriesWriter.Plan(volume, folder, new(Overwrite: true, Key: "bench")).Write().Count > 0;

    private static bool Dcm2niix(string output, string option, string value, string folder)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("dcm2niix", [option, value, "-o", output, folder])
                { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? true : throw new BenchArgumentException("dcm2niix failed.");
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
