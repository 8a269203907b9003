using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Morphometry.Building;

/// <summary>Trains the network that decides: weighted cross-entropy, Adam, a learning rate that falls to nothing along
/// a cosine.</summary>
internal static class StructureTraining
{
    private const int Epochs = 12;
    private const int BatchSize = 4096;
    private const double LearningRate = 3e-3;

    /// <summary>
    /// Noise on the features of whole scans, in standard deviations of them: as two exact numbers they would name each
    /// scan, and the network would learn people by heart.
    /// </summary>
    private const float NoiseOfScan = 0.4f;

    /// <summary>Trains a new network.</summary>
    /// <param name="samples">What to learn from.</param>
    /// <param name="seed">Of the first weights and of the order of samples.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="progress">Told the share that is done, 0 to 1.</param>
    /// <param name="cancel">Ends the work.</param>
    public static StructureNetwork Run(StructureSamples samples, long seed, Device device, Action<double> progress,
        CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(seed);
        var (features, structures, weights) = samples.All();
        var network = new StructureNetwork();
        network.to(device);
        var (centre, scale) = Standard(features);
        network.train();
        using var optimiser = optim.Adam(network.parameters().Where(parameter => parameter.requires_grad),
            LearningRate);
        var count = features.shape[0];
        var batches = (count + BatchSize - 1) / BatchSize;
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            using var epochScope = NewDisposeScope();
            var order = randperm(count, device: device);
            for (var batch = 0L; batch < batches; batch++)
            {
                cancel.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                var done = (epoch * batches + batch) / (double)(Epochs * batches);
                optimiser.ParamGroups.First().LearningRate = LearningRate * 0.5 * (1 + Math.Cos(Math.PI * done));
                var chosen = order.narrow(0, batch * BatchSize, Math.Min(BatchSize, count - batch * BatchSize));
                var known = (features.index_select(0, chosen).to(float32) - centre) / scale;
                known.narrow(1, known.shape[1] - StructureFeatures.OfScan, StructureFeatures.OfScan)
                    .add_(NoiseOfScan * randn(known.shape[0], StructureFeatures.OfScan, device: device));
                var logits = network.forward(known);
                var weight = weights.index_select(0, chosen);
                var loss = (nn.functional.cross_entropy(logits, structures.index_select(0, chosen),
                    reduction: nn.Reduction.None) * weight).sum() / weight.sum();
                optimiser.zero_grad();
                loss.backward();
                optimiser.step();
            }

            progress((epoch + 1.0) / Epochs);
        }

        network.FoldStandardisation(centre, scale);
        network.eval();
        return network;
    }

    /// <summary>Mean and standard deviation of every feature, [F], from at most 100,000 samples.</summary>
    private static (Tensor Centre, Tensor Scale) Standard(Tensor features)
    {
        using var scope = NewDisposeScope();
        const double least = 1e-3;
        var few = features.slice(0, 0, features.shape[0], Math.Max(1, features.shape[0] / 100_000)).to(float32);
        var centre = few.mean([0]);
        var scale = (few - centre).square().mean([0]).sqrt() + least;
        return (centre.MoveToOuterDisposeScope(), scale.MoveToOuterDisposeScope());
    }
}
