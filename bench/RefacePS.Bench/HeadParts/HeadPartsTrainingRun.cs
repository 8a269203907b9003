using System.CommandLine;
using System.Diagnostics;
using RefacePS.Atlases;
using RefacePS.HeadParts;
using RefacePS.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadParts;

/// <summary>Trains the network of the second look from the cohort, with checkpoints, and says how it comes along.</summary>
internal static class HeadPartsTrainingRun
{
    private const int SaveEvery = 250;
    private const int ValidationSamples = 40;
    private const int ValidationHeads = 8;

    /// <summary>Far beyond the numbers of the steps.</summary>
    private const long ValidationNumber = 1L << 30;

    private static readonly Option<string> Work = new("--work")
    {
        Description = "The folder of prepared heads and checkpoints.",
        Required = true,
        HelpName = "folder",
    };

    private static readonly Option<int> Steps = BenchOptions.Count("--steps", 3000, "Heads to learn from.");
    private static readonly Option<int> Heads = BenchOptions.Count("--heads", 100, "Scans of the cohort to draw from.");
    private static readonly Option<int> Seed = BenchOptions.Count("--seed", 1, "What all that is random follows from.");

    public static Command Command { get; } = BenchOptions.Verb(
        "train-head-parts", "Trains the network of the second look.", Run,
        BenchOptions.Shared, Work, Steps, Heads, Seed);

    private static void Run(ParseResult arguments)
    {
        var (work, steps) = (arguments.GetRequiredValue(Work), arguments.GetValue(Steps));
        var seed = arguments.GetValue(Seed);
        set_num_threads(1);
        using var atlas = HeadAtlas.Load(BuiltProject.HeadAtlas, CPU);
        var stock = new HeadStock(new SharedScans(arguments.GetRequiredValue(BenchOptions.Shared)), atlas, Path.Combine(work, "stock"));
        using var gradients = no_grad();
        // Label maps count three times, so that contrasts of all classes are seen as often as those of the scanner.
        StockHead[] heads = [.. stock.Cohort("train", arguments.GetValue(Heads)), .. Enumerable.Repeat(stock.LabelMaps(), 3).SelectMany(maps => maps), .. stock.NobodysHeads()];
        var random = new RandomHead(new RandomDefacing(atlas));
        using var training = new HeadPartsTraining(heads, random, seed, steps);
        using var validation = new HeadPartsTraining([.. stock.Cohort("validation", ValidationHeads)], random, seed + 1, steps);
        var checkpoint = Path.Combine(work, "checkpoint.safetensors");
        if (File.Exists(checkpoint))
        {
            training.Restore(checkpoint);
        }

        var held = Enumerable.Range(0, ValidationSamples).Select(i => validation.Sample(ValidationNumber + i)).ToArray();
        var (clock, recent) = (Stopwatch.StartNew(), 0.0);
        using (enable_grad())
        {
            training.Run(
                (step, loss) =>
                {
                    recent = recent == 0 ? loss : 0.98 * recent + 0.02 * loss;
                    if (step % 50 == 0)
                    {
                        Console.WriteLine(FormattableString.Invariant($"{DateTime.Now:HH:mm:ss} step {step}, loss {recent:0.000}, {clock.Elapsed.TotalSeconds / 50:0.00} s a step, {Environment.CpuUsage.TotalTime.TotalSeconds:0} s CPU"));
                        clock.Restart();
                    }

                    if (step % SaveEvery == 0 || step == steps)
                    {
                        training.Save(checkpoint);
                        Export(training.Average, Path.Combine(work, "network.safetensors"));
                        Console.WriteLine(Judge(training.Average, held));
                        clock.Restart();
                    }
                },
                CancellationToken.None);
        }
    }

    private static void Export(HeadPartsNetwork network, string path) =>
        new SafeTensorsFile(NetworkWeights.Export(network, SafeTensorType.F16), new Dictionary<string, string>()).Write(path);

    /// <summary>How far cavities overlap, and how much face is seen where there is and where there is none.</summary>
    private static string Judge(HeadPartsNetwork network, HeadSample[] held)
    {
        using var gradients = no_grad();
        var (dice, lines) = (0.0, new List<(double True, double Seen)>());
        foreach (var sample in held)
        {
            using var scope = NewDisposeScope();
            var shares = network.call(sample.Input).softmax(1)[0];
            var (seen, truth) = (shares[HeadPart.Cavity], sample.Target[0][HeadPart.Cavity]);
            dice += (2 * (seen * truth).sum() / (seen.square().sum() + truth.square().sum() + 1e-3)).ToDouble() / held.Length;
            var millilitres = Math.Pow(HeadBox.Spacing, 3) / 1000;
            lines.Add(((sample.Target[0][HeadPart.Face] * sample.Weight[0]).sum().ToDouble() * millilitres, (shares[HeadPart.Face] * sample.Weight[0]).sum().ToDouble() * millilitres));
        }

        return FormattableString.Invariant($"   cavity {dice:0.000}; face mL true:seen ")
            + string.Join(" ", lines.OrderBy(line => line.True).Select(line => FormattableString.Invariant($"{line.True:0}:{line.Seen:0}")));
    }
}
