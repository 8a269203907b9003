using System.CommandLine;
using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Morphometry;
using static TorchSharp.torch;

namespace RefacePS.Bench.SampleData;

/// <summary>
/// A folder of the form that <c>--shared</c> takes, made of the synthetic head of the samples: every benchmark runs on
/// it, on any machine. What it measures there says nothing about people.
/// </summary>
internal static class SampleDataFolder
{
    /// <summary>Width, length and height of each head as multiples of the sample's.</summary>
    private static readonly (double X, double Y, double Z)[] Proportions =
        [(1, 1, 1), (0.95, 1.03, 1.02), (1.04, 0.97, 1.01)];

    private static readonly Option<string> To = new("--to")
    {
        Description = "The folder to make.",
        Required = true,
        HelpName = "folder",
    };

    private static readonly Option<int> Step = BenchOptions.Count("--step", 2, "Keep every this-many-th voxel.");

    public static Command Command { get; } = BenchOptions.Verb(
        "sample-data", "Makes a folder for --shared of the synthetic head.", Run, To, Step);

    private static void Run(ParseResult arguments)
    {
        var folder = Path.Combine(arguments.GetRequiredValue(To), "data");
        var heads = Array.ConvertAll(Proportions, proportion =>
            SampleHead.Thin(NiftiReader.Read(BuiltProject.Sample), arguments.GetValue(Step), proportion));
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var brains = BrainAtlas.Load(BuiltProject.BrainAtlas, CPU);
        // The heads differ in where their voxels are, and not in what these hold: one label map suits all.
        var labels = new BrainMeasurer(atlas, brains, CPU).Measure(heads[0], withLabels: true).Labels!.Value;
        for (var index = 0; index < heads.Length; index++)
        {
            var name = $"sample{index + 1}";
            Write(heads[index], folder, "cohort", "validation", name);
            Write(heads[index], folder, "cohort", "train", name);
            Write(new Volume(heads[index].Grid, VoxelType.UInt8, labels), folder, "cohort", "labels", $"{name}_labels");
        }

        Write(heads[0], folder, "other-scanners", "philips_sample");
        Write(new Defacer(atlas, CPU).Deface(heads[0]), folder, "defaced", "sample1_defaced");
        File.WriteAllLines(Path.Combine(folder, "cohort", "regions.csv"), Enum.GetValues<BrainRegion>()
            .Select(region =>
                $"{region},{string.Join(' ', BrainRegions.StructuresOf(region).Select(found => (int)found))}")
            .Prepend("region,label_values"));
    }

    private static void Write(Volume volume, params ReadOnlySpan<string> parts)
    {
        var path = Path.Combine(parts) + ".nii.gz";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        NiftiWriter.Write(volume, path, new NiftiWriteOptions(Overwrite: true));
    }
}
