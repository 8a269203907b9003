using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RefacePS.Refacing.Networks;

/// <summary>
/// The PatchGAN discriminator of pix2pix (Isola et al., CVPR 2017, section 6.1.2), C64-C128-C256-C512 as published,
/// with instance norm for batch norm as in <see cref="UnetGenerator"/>. Takes the condition and an image joined by
/// channel, (batch, channels, rows, columns), and gives one logit a patch, (batch, 1, rows, columns) of patches: 30x30
/// for 256x256. Volumes have slices before rows.
/// </summary>
public sealed class PatchDiscriminator : Module<Tensor, Tensor>
{
    private const double LeakySlope = 0.2;
    private readonly Sequential layers;

    /// <summary>Builds the network with random weights, N(0, 0.02) as published.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    public PatchDiscriminator(DiscriminatorOptions options, Device? device = null)
        : base(nameof(PatchDiscriminator))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        layers = Sequential(Build(options));
        RegisterComponents();
        WeightInitialization.Normal(this);
        this.to(device ?? CPU);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => layers.call(input);

    private static IEnumerable<(string Name, Module<Tensor, Tensor> Layer)> Build(DiscriminatorOptions options)
    {
        yield return (
            "conv0", Layers.Convolution(options.Dimensions, options.InputChannels, options.Filters, stride: 2,
                bias: true));
        yield return ("act0", LeakyReLU(LeakySlope, inplace: true));
        for (var level = 1; level <= options.Layers; level++)
        {
            var (inputs, outputs) = (options.Width(level - 1), options.Width(level));
            var stride = level < options.Layers ? 2 : 1;
            yield return ($"conv{level}", Layers.Convolution(options.Dimensions, inputs, outputs, stride, bias: false));
            yield return ($"norm{level}", Layers.InstanceNorm(options.Dimensions, outputs));
            yield return ($"act{level}", LeakyReLU(LeakySlope, inplace: true));
        }

        yield return (
            "logits", Layers.Convolution(options.Dimensions, options.Width(options.Layers), 1, stride: 1, bias: true));
    }
}
