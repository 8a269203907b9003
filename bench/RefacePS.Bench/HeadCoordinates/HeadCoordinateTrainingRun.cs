using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using RefacePS.Atlases;
using RefacePS.HeadCoordinates;
using RefacePS.Volumes;
using RefacePS.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadCoordinates;

/// <summary>Trains the network of the second look from the cohort, with checkpoints, and says how it comes
/// along.</summary>
internal static class HeadCoordinateTrainingRun
{
    private const int TellEvery = 50;
    private const int SaveEvery = 250;
    private const int ValidationSamples = 40;
    private const int ValidationHeads = 8;

    /// <summary>Far beyond the numbers of the steps.</summary>
    private const long ValidationNumber = 1L << 30;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Option<string> Work = new("--work")
    {
        Description = "The folder of prepared heads and checkpoints.",
        Required = true,
        HelpName = "folder",
    };

    private static readonly Option<int> Steps = BenchOptions.Count("--steps", 6000, "Heads to learn from.");
    private static readonly Option<int> Heads = BenchOptions.Count("--heads", 100, "Scans of the cohort to draw from.");
    private static readonly Option<int> Seed = BenchOptions.Count("--seed", 1, "What all that is random follows from.");

    public static Command Command { get; } = BenchOptions.Verb(
        "train-head-coordinates", "Trains the network of the second look.", Run,
        BenchOptions.Shared, Work, Steps, Heads, Seed);

    private static void Run(ParseResult arguments)
    {
        var (work, steps) = (arguments.GetRequiredValue(Work), arguments.GetValue(Steps));
        var seed = arguments.GetValue(Seed);
        set_num_threads(1);
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        var stock = new HeadStock(new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared)), atlas,
            Path.Combine(work, "stock"));
        using var gradients = no_grad();
        // Label maps count three times, so that contrasts of all classes are seen as often as those of the scanner.
        StockHead[] heads = [.. stock.Cohort("train", arguments.GetValue(Heads)),
            .. Enumerable.Repeat(stock.LabelMaps(), 3).SelectMany(maps => maps), .. stock.NobodysHeads()];
        var random = new RandomHead(new RandomDefacing(atlas));
        using var training = new HeadCoordinateTraining(heads, random, seed, steps);
        using var validation = new HeadCoordinateTraining([.. stock.Cohort("validation", ValidationHeads)], random,
            seed + 1, steps);
        var checkpoint = Path.Combine(work, "checkpoint.safetensors");
        if (File.Exists(checkpoint))
        {
            training.Restore(checkpoint);
        }

        var held = Enumerable.Range(0, ValidationSamples).Select(i => validation.Sample(ValidationNumber + i))
            .ToArray();
        File.WriteAllText(Path.Combine(work, "network.json"), Card(heads, steps, seed));
        var (clock, recent) = (Stopwatch.StartNew(), 0.0);
        using (enable_grad())
        {
            training.Run(Follow, CancellationToken.None);
        }

        void Follow(int step, double loss)
        {
            recent = recent == 0 ? loss : 0.98 * recent + 0.02 * loss;
            if (step % TellEvery == 0)
            {
                Console.WriteLine(FormattableString.Invariant(
                    $"step {step}, loss {recent:0.000}, {clock.Elapsed.TotalSeconds / TellEvery:0.00} s a step"));
                clock.Restart();
            }

            if (step % SaveEvery == 0 || step == steps)
            {
                training.Save(checkpoint);
                Export(training.Average, Path.Combine(work, "network.safetensors"));
                Console.WriteLine(Judge(training.Average, held));
                clock.Restart();
            }
        }
    }

    /// <summary>The origin of the network's training data, for whoever gets its weights.</summary>
    private static string Card(IEnumerable<StockHead> heads, int steps, int seed) => JsonSerializer.Serialize(
        new
        {
            name = "head-coordinates",
            version = "0.1.0",
            spacingMillimeters = HeadBox.Spacing,
            steps,
            seed,
            heads = heads.Select(head => head.Name).Distinct(),
            licence = "CC BY-SA 3.0",
            command = "train.ps1",
        },
        Indented) + "\n";

    private static void Export(HeadCoordinateNetwork network, string path) =>
        new SafeTensorsFile(NetworkWeights.Export(network, SafeTensorType.F16), new Dictionary<string, string>())
            .Write(path);

    /// <summary>The overlap of cavities, and the error of the fitted map in the face, where there is one or
    /// was.</summary>
    private static string Judge(HeadCoordinateNetwork network, HeadSample[] held)
    {
        using var gradients = no_grad();
        var (dice, misses) = (0.0, new List<double>());
        foreach (var sample in held)
        {
            using var scope = NewDisposeScope();
            var grid = Grid(sample);
            var channels = network.call(sample.Input)[0];
            using var seen = SeenHead.Of(grid, channels);
            dice += (2 * (seen.Cavity * sample.Cavity).sum()
                / (seen.Cavity.square().sum() + sample.Cavity.square().sum() + 1e-3)).ToDouble() / held.Length;
            misses.Add(FaceMiss(seen, sample, grid));
        }

        var sorted = misses.Order().ToArray();
        return FormattableString.Invariant(
            $"   cavity {dice:0.000}; the map is off in the face by mm (median, 90 %, worst) ")
            + FormattableString.Invariant(
                $"{sorted[sorted.Length / 2]:0.0} {sorted[sorted.Length * 9 / 10]:0.0} {sorted[^1]:0.0}");
    }

    private static VoxelGrid Grid(HeadSample sample) => new(
        (int)sample.Input.shape[4], (int)sample.Input.shape[3], (int)sample.Input.shape[2],
        AffineMatrix.Scale(HeadBox.Spacing, HeadBox.Spacing, HeadBox.Spacing));

    /// <summary>Mean distance (mm) between where the fitted map and the true one have what is in the region of the
    /// face; that of the whole box where no face is in view.</summary>
    private static double FaceMiss(SeenHead seen, HeadSample sample, VoxelGrid grid)
    {
        var truth = sample.Coordinates.reshape(3, -1) * HeadChannel.Unit;
        var isFace = (truth[1] > 50) & (truth[1] < 100) & (truth[2] < -20) & (truth[2] > -100) & (truth[0] < 50);
        var found = Resampling.Transform(Resampling.WorldPoints(grid, CPU), seen.Fit.Scan2Atlas);
        var places = stack([found.select(1, 0).abs(), found.select(1, 1), found.select(1, 2)]);
        var miss = (places - truth).square().sum([0]).sqrt();
        return (isFace.any().ToBoolean() ? miss[isFace] : miss).mean().ToDouble();
    }
}
