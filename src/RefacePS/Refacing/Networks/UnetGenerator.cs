using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RefacePS.Refacing.Networks;

/// <summary>
/// The U-Net generator of pix2pix (Isola et al., CVPR 2017, section 6.1.1): 4x4 convolutions of stride 2 down,
/// transposed ones up, skips by concatenation, tanh out. Takes (batch, channels, rows, columns) in [-1, 1] and gives
/// the same size with one channel; of volumes, (batch, channels, slices, rows, columns).
/// </summary>
/// <remarks>
/// Published pix2pix keeps dropout and the statistics of its batch of one on when it is used. What it computes on a
/// batch of one is instance norm, so that is what stands here, with the same parameters; dropout is left out. The same
/// input gives the same output, whatever shares its batch.
/// </remarks>
public sealed class UnetGenerator : Module<Tensor, Tensor>
{
    private const double LeakySlope = 0.2;
    private readonly ModuleList<Module<Tensor, Tensor>> down = [];
    private readonly ModuleList<Module<Tensor, Tensor>> up = [];

    /// <summary>Builds the network with random weights, N(0, 0.02) as published.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not one a network can have.</exception>
    public UnetGenerator(UnetOptions options, Device? device = null)
        : base(nameof(UnetGenerator))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        for (var level = 0; level < options.Depth; level++)
        {
            down.Add(DownBlock(options, level));
            up.Add(UpBlock(options, level));
        }

        RegisterComponents();
        WeightInitialization.Normal(this);
        this.to(device ?? CPU);
    }

    /// <summary>The size of the network.</summary>
    public UnetOptions Options { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var skips = new Tensor[down.Count];
        var current = input;
        for (var level = 0; level < down.Count; level++)
        {
            skips[level] = current = down[level]
                .call(level == 0 ? current : functional.leaky_relu(current, LeakySlope));
        }

        for (var level = up.Count - 1; level >= 0; level--)
        {
            var joined = level == up.Count - 1 ? current : cat([skips[level], current], 1);
            current = up[level].call(functional.relu(joined));
        }

        return tanh(current);
    }

    // The outermost block has no norm so that the scan's own intensities get through; the innermost may be a single
    // pixel, which instance norm would erase.
    private static Module<Tensor, Tensor> DownBlock(UnetOptions options, int level)
    {
        var inputs = level == 0 ? options.InputChannels : options.Width(level - 1);
        var outputs = options.Width(level);
        var convolution = Layers.Convolution(options.Dimensions, inputs, outputs, stride: 2, bias: false);
        var normalised = level > 0 && level < options.Depth - 1;
        return normalised
            ? Sequential(("conv", convolution), ("norm", Layers.InstanceNorm(options.Dimensions, outputs)))
            : Sequential(("conv", convolution));
    }

    private static Module<Tensor, Tensor> UpBlock(UnetOptions options, int level)
    {
        var inputs = options.Width(level) * (level == options.Depth - 1 ? 1 : 2);
        var outputs = level == 0 ? options.OutputChannels : options.Width(level - 1);
        var convolution = Layers.Transposed(options.Dimensions, inputs, outputs, bias: level == 0);
        return level == 0
            ? Sequential(("conv", convolution))
            : Sequential(("conv", convolution), ("norm", Layers.InstanceNorm(options.Dimensions, outputs)));
    }
}
