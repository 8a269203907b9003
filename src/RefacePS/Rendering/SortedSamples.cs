namespace RefacePS.Rendering;

/// <summary>A volume's intensities in rising order, thinned evenly where there are very many: what quantiles are read
/// from.</summary>
internal static class SortedSamples
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

        Array.Sort(samples);
        return samples;
    }
}
