using RefacePS.Volumes.Kernels;

namespace RefacePS.Rendering;

/// <summary>A volume's intensities, thinned evenly where there are very many: what quantiles are read from.</summary>
internal static class ThinnedSamples
{
    private const int Most = 1 << 19;

    public static float[] Of(ReadOnlySpan<float> intensities)
    {
        // An odd stride does not keep to the same few columns of a grid whose sides are powers of two.
        var stride = intensities.Length / Most | 1;
        var samples = new float[(intensities.Length + stride - 1) / stride];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = intensities[i * stride];
        }

        return samples;
    }

    /// <summary>The sample that a share of the others lies below.</summary>
    /// <param name="samples">At least one.</param>
    /// <param name="share">0 to 1.</param>
    public static float Quantile(ReadOnlySpan<float> samples, double share) =>
        Selection.OfRank(samples, 1, (int)((samples.Length - 1) * share));
}
