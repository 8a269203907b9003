using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RefacePS.Refacing.Networks;

/// <summary>The layers that both networks are made of, for slices (2 dimensions) and for volumes (3).</summary>
internal static class Layers
{
    private const int Kernel = 4;

    /// <summary>A convolution whose kernel has 4 voxels a side.</summary>
    public static Module<Tensor, Tensor> Convolution(int dimensions, int inputs, int outputs, int stride, bool bias) =>
        dimensions == 3
        ? Conv3d(inputs, outputs, Kernel, stride: stride, padding: 1, bias: bias)
        : Conv2d(inputs, outputs, Kernel, stride: stride, padding: 1, bias: bias);

    /// <summary>A transposed convolution that doubles the sides.</summary>
    public static Module<Tensor, Tensor> Transposed(int dimensions, int inputs, int outputs, bool bias) =>
        dimensions == 3
        ? ConvTranspose3d(inputs, outputs, Kernel, stride: 2, padding: 1, bias: bias)
        : ConvTranspose2d(inputs, outputs, Kernel, stride: 2, padding: 1, bias: bias);

    /// <summary>
    /// Instance norm with a gain and a bias a channel. Of slices it is written as group norm with one channel a group:
    /// the same formula, whose kernel in libtorch takes a quarter of the time on a CPU. Of volumes that kernel gives
    /// wrong numbers (libtorch 2.10).
    /// </summary>
    public static Module<Tensor, Tensor> InstanceNorm(int dimensions, int channels) => dimensions == 3
        ? InstanceNorm3d(channels, affine: true)
        : GroupNorm(channels, channels);
}
