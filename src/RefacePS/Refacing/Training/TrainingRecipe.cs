using RefacePS.Refacing.Networks;

namespace RefacePS.Refacing.Training;

/// <summary>
/// Everything that, with the heads, decides the weights that training gives. The defaults of losses and optimiser are
/// those of pix2pix (Isola et al., CVPR 2017); sizes suit slices of 96x96 on two CPU cores.
/// </summary>
public sealed record TrainingRecipe
{
    /// <summary>Channels that the generators of all kinds take.</summary>
    private const int InputChannels = 3;

    /// <summary>The generator; as it stands, 4.2 million parameters.</summary>
    public UnetOptions Generator { get; init; } = new(Depth: 5, Filters: 32);

    /// <summary>The discriminator: channels are the generator's in and out together.</summary>
    public DiscriminatorOptions Discriminator { get; init; } = new(Filters: 32);

    /// <summary>Epochs at the full learning rate; pix2pix has 100. An epoch shows every affected slice once.</summary>
    public int ConstantEpochs { get; init; } = 100;

    /// <summary>Epochs over which the learning rate then falls linearly to 0; pix2pix has 100.</summary>
    public int DecayingEpochs { get; init; } = 100;

    /// <summary>Slices a step; pix2pix has 1, and 4 take half the time a slice on two cores.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Step size of both Adam optimisers.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Decay of Adam's mean of gradients.</summary>
    public double Beta1 { get; init; } = 0.5;

    /// <summary>Decay of Adam's mean of squared gradients.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Weight of the L1 loss against the adversarial one.</summary>
    public double LambdaL1 { get; init; } = 100;

    /// <summary>
    /// Weight of a removed pixel in L1 as a multiple of that of a kept one; 1 is pix2pix as published. Kept pixels are
    /// copied back in the end, so that what the generator makes of them matters at the seam only.
    /// </summary>
    public double RemovedRegionWeight { get; init; } = 10;

    /// <summary>True if the discriminator's patches count by how much of them was removed, and not all alike; of
    /// volumes alone.</summary>
    public bool JudgeRemovedPatches { get; init; }

    /// <summary>
    /// Decay a step of the running mean of the generator's weights, which steadies what an adversarial training ends
    /// with; 0 takes the last weights as pix2pix does.
    /// </summary>
    public double WeightAverageDecay { get; init; } = 0.999;

    /// <summary>The augmentation of slices.</summary>
    public SliceAugmentationRecipe Augmentation { get; init; } = new();

    /// <summary>The augmentation of volumes; null for slices.</summary>
    public VolumeAugmentationRecipe? VolumeAugmentation { get; init; }

    /// <summary>That of a 2.5-D network, in the time that two processor cores have.</summary>
    public static TrainingRecipe Slices { get; } = new() { ConstantEpochs = 6, DecayingEpochs = 5 };

    /// <summary>
    /// That of a 3-D network which adds detail to a warped average: 1.5 million parameters, one head a step. L1 weighs
    /// less against the discriminator than in pix2pix, because the average is a good answer to L1 already, and steps
    /// are larger, because there are few.
    /// </summary>
    public static TrainingRecipe Volume { get; } = new()
    {
        Generator = new(Depth: 4, Filters: 16, Dimensions: 3),
        Discriminator = new(Filters: 16, Layers: 2, Dimensions: 3),
        ConstantEpochs = 12,
        DecayingEpochs = 9,
        BatchSize = 1,
        LearningRate = 4e-4,
        LambdaL1 = 30,
        JudgeRemovedPatches = true,
        Augmentation = SliceAugmentationRecipe.None,
        VolumeAugmentation = new(),
    };

    /// <summary>The one seed of weights, order and augmentation.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Epochs in all.</summary>
    public int Epochs => ConstantEpochs + DecayingEpochs;

    /// <summary>Learning rate in an epoch, counted from 0: constant, then falling linearly, as the reference code of
    /// pix2pix has it.</summary>
    public double LearningRateAt(int epoch) =>
        LearningRate * (1 - Math.Max(0, epoch + 1 - ConstantEpochs) / (DecayingEpochs + 1.0));

    /// <summary>Checks that one can train by it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public void Validate()
    {
        Generator.Validate();
        Discriminator.Validate();
        ArgumentOutOfRangeException.ThrowIfNotEqual(Generator.InputChannels, InputChannels);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Generator.OutputChannels, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Discriminator.Dimensions, Generator.Dimensions);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Discriminator.InputChannels, InputChannels + 1);
        ArgumentOutOfRangeException.ThrowIfNegative(ConstantEpochs);
        ArgumentOutOfRangeException.ThrowIfNegative(DecayingEpochs);
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(LambdaL1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RemovedRegionWeight);
        ArgumentOutOfRangeException.ThrowIfNegative(WeightAverageDecay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(WeightAverageDecay, 1);
    }
}
