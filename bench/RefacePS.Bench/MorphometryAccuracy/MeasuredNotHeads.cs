using System.CommandLine;
using System.Globalization;
using RefacePS.Atlases;
using RefacePS.Bench.DefaceAccuracy;
using RefacePS.Morphometry;
using static TorchSharp.torch;

namespace RefacePS.Bench.MorphometryAccuracy;

/// <summary>Measurements of a brain in volumes in which there is none.</summary>
internal static class MeasuredNotHeads
{
    private const string Section = "measured-not-heads";

    private static readonly Option<double[]> Scales = new("--scale")
    {
        Description = "Sizes of the phantoms, as shares of 200 mm.",
        DefaultValueFactory = _ => [0.8, 1, 1.2],
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Command { get; } = BenchOptions.Verb(
        "measured-not-heads", "What Measure-BrainVolume gives for volumes that are no heads.", Run,
        BenchOptions.Output, Scales);

    private static void Run(ParseResult arguments)
    {
        using var heads = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        using var atlas = BrainAtlas.Load(BuiltProject.BrainAtlas, CPU);
        var measurer = new BrainMeasurer(heads, atlas, CPU);
        var scales = arguments.GetRequiredValue(Scales);
        var rows = NotHeads.Phantoms().Concat(Bodies()).Select(
            phantom => Row(phantom, [.. scales.Select(scale => Measure(measurer, phantom, scale))]));
        MeasuredSection.Write(
            arguments.GetValue(BenchOptions.Output), Section,
            MarkdownTable.Format(["no head", "count", "not found", "score", "called `Doubtful`"], rows));
    }

    /// <summary>Other parts as MR shows them: a spine with its cord, two thighs with their bones, a chest.</summary>
    private static IEnumerable<HeadCase> Bodies()
    {
        var random = new Random(2);
        double Noise() => 5 * random.NextDouble();
        yield return NotHeads.Phantom("a spine", (p, _) => Noise()
            + (Within(p.X, p.Y, 75) ? Within(p.X, p.Y + 30, 8) ? 200 : Within(p.X, p.Y + 30, 14) ? 30
                : Within(p.X, p.Y, 20) ? Math.Abs(p.Z % 30) < 22 ? 140 : 70 : 100 : 0));
        yield return NotHeads.Phantom("two thighs", (p, _) => Noise()
            + (Within(Math.Abs(p.X) - 48, p.Y, 12) ? 40 : Within(Math.Abs(p.X) - 48, p.Y, 38) ? 110
                : Within(Math.Abs(p.X) - 48, p.Y, 46) ? 220 : 0));
        yield return NotHeads.Phantom("a chest", (p, _) => Noise()
            + (p.X * p.X / 8100 + p.Y * p.Y / 4900 > 1 ? 0
                : Math.Pow(Math.Abs(p.X) - 45, 2) / 900 + p.Y * p.Y / 2500 < 1 ? 15 : 120));
        yield return NotHeads.Phantom("a shell with water", (_, radius) =>
            Noise() + (radius < 70 ? 60 : radius < 78 ? 10 : radius < 85 ? 200 : 0));
    }

    private static bool Within(double x, double y, double radius) => x * x + y * y < radius * radius;

    /// <summary>The measurement; null where no head was found.</summary>
    private static BrainVolumes? Measure(BrainMeasurer measurer, HeadCase phantom, double scale)
    {
        var grid = phantom.Scan.Grid;
        var scaled = new VoxelGrid(
            grid.Nx, grid.Ny, grid.Nz, AffineMatrix.Scale(scale, scale, scale) * grid.Grid2World);
        try
        {
            return measurer.Measure(new Volume(scaled, phantom.Scan.VoxelType, phantom.Scan.Voxels)).Volumes;
        }
        catch (HeadNotFoundException)
        {
            return null;
        }
    }

    private static string[] Row(HeadCase phantom, BrainVolumes?[] measured)
    {
        var scores = measured.OfType<BrainVolumes>().Select(volumes => volumes.RegistrationScore).Order().ToList();
        var doubtful = measured.OfType<BrainVolumes>()
            .Count(volumes => volumes.Quality == MeasurementQuality.Doubtful);
        return
        [
            phantom.Name, Text($"{measured.Length}"), Text($"{measured.Length - scores.Count}"),
            scores.Count == 0 ? "" : Text($"{scores[0]:0.00} to {scores[^1]:0.00}"), Text($"{doubtful}"),
        ];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
