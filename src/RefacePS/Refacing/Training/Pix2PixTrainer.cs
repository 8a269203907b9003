using RefacePS.Refacing.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RefacePS.Refacing.Training;

/// <summary>The two networks of pix2pix with their optimisers, and how one step changes them.</summary>
/// <remarks>
/// The discriminator is shown what a user gets: the generated face in the kept tissue of the scan. Shown the
/// generator's whole output, as in published pix2pix, it only has to see whether kept tissue was copied exactly, which
/// no generator does; it then wins without looking at the face, and the generator learns nothing more from it.
/// </remarks>
internal sealed class Pix2PixTrainer : IDisposable
{
    /// <summary>Brings the detail of volumes to about the spread of images.</summary>
    private const double DetailGain = 4;

    private readonly TrainingRecipe recipe;
    private readonly WeightAverage weightAverage;

    /// <summary>Builds both networks from the recipe's seed.</summary>
    public Pix2PixTrainer(TrainingRecipe recipe, Device device)
    {
        recipe.Validate();
        this.recipe = recipe;
        Device = device;
        manual_seed(recipe.Seed);
        Generator = new UnetGenerator(recipe.Generator, device);
        Discriminator = new PatchDiscriminator(recipe.Discriminator, device);
        Average = new UnetGenerator(recipe.Generator, device);
        GeneratorOptimiser = Optimiser(Generator);
        DiscriminatorOptimiser = Optimiser(Discriminator);
        weightAverage = new WeightAverage(Average, recipe.WeightAverageDecay);
    }

    /// <summary>The device that the networks are on.</summary>
    public Device Device { get; }

    /// <summary>The generator being trained.</summary>
    public UnetGenerator Generator { get; }

    /// <summary>The moving average of the generator: what is validated and shipped.</summary>
    public UnetGenerator Average { get; }

    /// <summary>The discriminator being trained.</summary>
    public PatchDiscriminator Discriminator { get; }

    /// <summary>Adam of the generator.</summary>
    public Adam GeneratorOptimiser { get; }

    /// <summary>Adam of the discriminator.</summary>
    public Adam DiscriminatorOptimiser { get; }

    /// <summary>Steps taken so far.</summary>
    public long Step { get; set; }

    /// <summary>Improves the discriminator, then the generator, on one batch.</summary>
    public StepLosses Train(TrainingBatch batch, double learningRate)
    {
        using var scope = NewDisposeScope();
        Generator.train();
        var generated = batch.Onto is null ? Generator.call(batch.Input) : batch.Onto + Generator.call(batch.Input);
        var refaced = batch.Removed * generated + (1 - batch.Removed) * batch.Target;
        var (real, fake) = TrainDiscriminator(batch, refaced.detach(), learningRate);
        var (adversarial, l1) = TrainGenerator(batch, generated, refaced, learningRate);
        weightAverage.Update(Generator, Step);
        Step++;
        return new StepLosses(real.item<float>(), fake.item<float>(), adversarial.item<float>(), l1.item<float>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        GeneratorOptimiser.Dispose();
        DiscriminatorOptimiser.Dispose();
        Generator.Dispose();
        Average.Dispose();
        Discriminator.Dispose();
    }

    private (Tensor Real, Tensor Fake) TrainDiscriminator(TrainingBatch batch, Tensor refaced, double learningRate)
    {
        RequireGradients(Discriminator, true);
        var images = cat(
            [cat([batch.Input, batch.Input]), cat([Shown(batch, batch.Target), Shown(batch, refaced)])], 1);
        var logits = Discriminator.call(images).chunk(2);
        var weights = WeightsOf(logits[0], batch.Removed);
        var (real, fake) = (Judge(logits[0], weights, real: true), Judge(logits[1], weights, real: false));
        Improve(DiscriminatorOptimiser, (real + fake) * 0.5, learningRate);
        return (real, fake);
    }

    private (Tensor Adversarial, Tensor L1) TrainGenerator(
        TrainingBatch batch, Tensor generated, Tensor refaced, double learningRate)
    {
        // The discriminator only passes gradients on here; its own would cost a third of the step and be thrown away.
        RequireGradients(Discriminator, false);
        var logits = Discriminator.call(cat([batch.Input, Shown(batch, refaced)], 1));
        var adversarial = Judge(logits, WeightsOf(logits, batch.Removed), real: true);
        var l1 = WeightedL1(generated, batch) * recipe.LambdaL1;
        Improve(GeneratorOptimiser, adversarial + l1, learningRate);
        return (adversarial, l1);
    }

    private Tensor WeightedL1(Tensor generated, TrainingBatch batch)
    {
        var weights = 1 + batch.Removed * (recipe.RemovedRegionWeight - 1);
        return ((generated - batch.Target).abs() * weights).sum() / weights.sum();
    }

    /// <summary>
    /// The part of an image that the discriminator sees: the image, or what it has beyond that which the generator adds
    /// to. The rest is the same in true and made images, and ten times as strong.
    /// </summary>
    private static Tensor Shown(TrainingBatch batch, Tensor image) => batch.Onto is null ? image
        : (image - batch.Onto) * DetailGain;

    /// <summary>The weight of each patch: all alike, or by how much of it was removed; in a volume most patches hold
    /// nothing that was drawn.</summary>
    private Tensor? WeightsOf(Tensor logits, Tensor removed)
    {
        if (!recipe.JudgeRemovedPatches)
        {
            return null;
        }

        var share = adaptive_avg_pool3d(removed, [logits.shape[2], logits.shape[3], logits.shape[4]]);
        return share / share.mean().clamp(min: 1e-6);
    }

    private static Tensor Judge(Tensor logits, Tensor? weights, bool real) =>
        binary_cross_entropy_with_logits(logits, real ? ones_like(logits) : zeros_like(logits), weights);

    private static void Improve(Adam optimiser, Tensor loss, double learningRate)
    {
        foreach (var group in optimiser.ParamGroups)
        {
            group.LearningRate = learningRate;
        }

        optimiser.zero_grad();
        loss.backward();
        optimiser.step();
    }

    private static void RequireGradients(nn.Module network, bool required)
    {
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = required;
        }
    }

    private Adam Optimiser(nn.Module network) =>
        optim.Adam(network.parameters(), recipe.LearningRate, recipe.Beta1, recipe.Beta2);
}
