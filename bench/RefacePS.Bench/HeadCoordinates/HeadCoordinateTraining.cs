using System.Collections.Concurrent;
using System.Globalization;
using RefacePS.HeadCoordinates;
using RefacePS.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RefacePS.Bench.HeadCoordinates;

/// <summary>
/// Trains the network on drawn heads, a head a step. One thread draws them and one learns; what is drawn depends on
/// seed and step alone, so that a training that was stopped goes on as if it had not been.
/// </summary>
/// <param name="stock">The heads to draw from.</param>
/// <param name="random">Draws them.</param>
/// <param name="seed">Of all that is random.</param>
/// <param name="steps">Steps in all.</param>
internal sealed class HeadCoordinateTraining(IReadOnlyList<StockHead> stock, RandomHead random, int seed, int steps)
    : IDisposable
{
    private const double LearningRate = 2e-3;
    private const int WarmUp = 100;
    private const double AverageDecay = 0.995;
    private const int Ahead = 6;

    /// <summary>Weight of a voxel of the head outside the cavity: the fit needs the cavity alone.</summary>
    private const double OutsideWeight = 0.3;

    /// <summary>Weight of coordinates that are wrong by 100 mm, against a cavity that is missed.</summary>
    private const double CoordinateWeight = 5;

    private readonly HeadCoordinateNetwork network = new();
    private readonly HeadCoordinateNetwork average = new();
    private Adam? optimiser;
    private int step;

    /// <summary>Steps that were made.</summary>
    public int Step => step;

    /// <summary>The average of the weights over the last steps.</summary>
    public HeadCoordinateNetwork Average => average;

    /// <summary>Trains to the end, or until it is told to stop.</summary>
    /// <param name="each">Told after each step: the step and its loss.</param>
    /// <param name="cancel">Ends the drawing.</param>
    public void Run(Action<int, double> each, CancellationToken cancel)
    {
        set_num_threads(1);
        optimiser ??= optim.Adam(network.parameters(), LearningRate);
        if (step == 0)
        {
            Copy(average, network);
        }

        using var drawn = new BlockingCollection<HeadSample>(Ahead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var first = step;
        var producer = Task.Factory.StartNew(() => Produce(drawn, first, stop.Token), stop.Token,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (step < steps && !cancel.IsCancellationRequested)
        {
            using var sample = drawn.Take(cancel);
            var loss = Learn(sample);
            step++;
            each(step, loss);
        }

        stop.Cancel();
    }

    /// <summary>The sample of a step: the same whenever it is drawn.</summary>
    public HeadSample Sample(long number)
    {
        for (var attempt = 0L; ; attempt++)
        {
            using var draws = new Draws((seed * 1_000_003L + number) * 64 + attempt);
            var head = stock[draws.Below(stock.Count)];
            if (random.Draw(head, RandomDefacing.DrawKind(draws), draws) is { } sample)
            {
                return sample;
            }
        }
    }

    public void Save(string path)
    {
        var tensors = new Dictionary<string, SafeTensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in State())
        {
            tensors.Add(name, NetworkWeights.FromTensor(tensor, SafeTensorType.F32));
        }

        new SafeTensorsFile(
            tensors, new Dictionary<string, string> { ["step"] = step.ToString(CultureInfo.InvariantCulture) })
                .Write(path);
    }

    public void Restore(string path)
    {
        using var gradients = enable_grad();
        optimiser = optim.Adam(network.parameters(), LearningRate);
        var stored = SafeTensorsFile.Read(path);
        Copy(average, network);
        using (var input = zeros(new long[] { 1, 1, 16, 16, 16 }))
        {
            // The moments of the optimiser exist after a step.
            foreach (var group in optimiser.ParamGroups)
            {
                group.LearningRate = 0;
            }

            network.forward(input).sum().backward();
            optimiser.step();
            optimiser.zero_grad();
        }

        foreach (var (name, tensor) in State())
        {
            NetworkWeights.CopyTo(tensor, stored.Tensors, name);
        }

        step = int.Parse(stored.Metadata["step"], CultureInfo.InvariantCulture);
        foreach (var state in States())
        {
            state.step = step;
        }
    }

    public void Dispose()
    {
        network.Dispose();
        average.Dispose();
        optimiser?.Dispose();
    }

    private void Produce(BlockingCollection<HeadSample> drawn, int first, CancellationToken stop)
    {
        set_num_threads(1);
        using var gradients = no_grad();
        try
        {
            for (var number = first; number < steps; number++)
            {
                drawn.Add(Sample(number), stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The training ended first.
        }
    }

    private double Learn(HeadSample sample)
    {
        using var scope = NewDisposeScope();
        var rate = LearningRate * Math.Min(1, (step + 1.0) / WarmUp) * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
        foreach (var group in optimiser!.ParamGroups)
        {
            group.LearningRate = rate;
        }

        optimiser.zero_grad();
        var loss = Loss(network.call(sample.Input), sample);
        loss.backward();
        nn.utils.clip_grad_norm_(network.parameters(), 2);
        optimiser.step();
        using var noGradient = no_grad();
        var kept = Math.Min(AverageDecay, (1.0 + step) / (10.0 + step));
        foreach (var (mean, current) in average.parameters().Zip(network.parameters()))
        {
            mean.mul_(kept).add_(current, alpha: 1 - kept);
        }

        return loss.ToDouble();
    }

    /// <summary>Cross entropy and one minus the Dice overlap of the cavity, and how far coordinates are off.</summary>
    private static Tensor Loss(Tensor channels, HeadSample sample)
    {
        var logits = channels[0][HeadChannel.Cavity];
        var entropy = nn.functional.binary_cross_entropy_with_logits(logits, sample.Cavity);
        var share = logits.sigmoid();
        var overlap = (2 * (share * sample.Cavity).sum() + 20)
            / (share.square().sum() + sample.Cavity.square().sum() + 20);
        var weights = (sample.Cavity + OutsideWeight * (sample.Tissue - sample.Cavity)).clamp(min: 0);
        var misses = (channels[0].narrow(0, HeadChannel.Aside, 3) - sample.Coordinates).abs().sum([0]);
        var miss = (misses * weights).sum() / weights.sum().clamp(min: 1);
        return entropy + 0.5 * (1 - overlap) + CoordinateWeight / 3 * miss;
    }

    private IEnumerable<(string Name, Tensor Tensor)> State() =>
    [
        .. network.named_parameters().Select(pair => ($"network.{pair.name}", (Tensor)pair.parameter)),
        .. average.named_parameters().Select(pair => ($"average.{pair.name}", (Tensor)pair.parameter)),
        .. network.named_parameters().Zip(States()).SelectMany(pair => new[]
        {
            ($"adam.{pair.First.name}.mean", pair.Second.exp_avg),
                ($"adam.{pair.First.name}.square", pair.Second.exp_avg_sq),
        }),
    ];

    private IEnumerable<Adam.State> States() => optimiser!.state_dict().State.Cast<Adam.State>();

    private static void Copy(HeadCoordinateNetwork target, HeadCoordinateNetwork source)
    {
        using var noGradient = no_grad();
        foreach (var (to, from) in target.parameters().Zip(source.parameters()))
        {
            to.copy_(from);
        }
    }
}
