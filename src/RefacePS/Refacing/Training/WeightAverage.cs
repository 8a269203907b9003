using RefacePS.Refacing.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.Training;

/// <summary>
/// An exponential moving average of a generator's weights. It forgets faster in the beginning, (1 + step) / (10 +
/// step), so that the random start does not linger.
/// </summary>
internal sealed class WeightAverage(UnetGenerator average, double decay)
{
    /// <summary>Moves the average towards the weights of <paramref name="generator"/> after <paramref name="step"/>
    /// steps.</summary>
    public void Update(UnetGenerator generator, long step)
    {
        using var noGradient = no_grad();
        var kept = Math.Min(decay, (1.0 + step) / (10.0 + step));
        foreach (var (mean, current) in average.parameters().Zip(generator.parameters()))
        {
            mean.mul_(kept).add_(current, alpha: 1 - kept);
        }
    }
}
