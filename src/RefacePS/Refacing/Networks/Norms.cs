using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace RefacePS.Refacing.Networks;

/// <summary>The normalisation both networks share.</summary>
internal static class Norms
{
    /// <summary>
    /// Instance norm with a gain and a bias a channel, written as group norm with one channel a group: the same formula, whose
    /// kernel in libtorch takes a quarter of the time on a CPU.
    /// </summary>
    public static GroupNorm Instance(int channels) => GroupNorm(channels, channels);
}
