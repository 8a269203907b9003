using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Networks;

/// <summary>The initial weights of pix2pix (Isola et al., CVPR 2017, section 6.2).</summary>
internal static class WeightInitialization
{
    private const double StandardDeviation = 0.02;

    /// <summary>Draws kernels from N(0, 0.02) and norm gains from N(1, 0.02), and zeroes every bias.</summary>
    public static void Normal(nn.Module network)
    {
        using var noGradient = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                nn.init.zeros_(parameter);
            }
            else
            {
                nn.init.normal_(parameter, parameter.dim() == 1 ? 1 : 0, StandardDeviation);
            }
        }
    }
}
