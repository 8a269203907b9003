namespace RefacePS.Rendering;

/// <summary>The intensities shown as black and as white; grey is linear in between.</summary>
internal readonly record struct IntensityWindow(float Black, float White)
{
    private const double BlackQuantile = 0.005;
    private const double WhiteQuantile = 0.995;

    /// <summary>The window between two quantiles, so that a few extreme voxels do not darken the rest.</summary>
    public static IntensityWindow Of(ReadOnlySpan<float> intensities)
    {
        var samples = ThinnedSamples.Of(intensities);
        return new(ThinnedSamples.Quantile(samples, BlackQuantile), ThinnedSamples.Quantile(samples, WhiteQuantile));
    }

    /// <summary>True if both show much the same intensities: what they share is at least half of what either
    /// shows.</summary>
    public bool Resembles(IntensityWindow other) =>
        Math.Min(White, other.White) - Math.Max(Black, other.Black) >= 0.5f * (
            Math.Max(White, other.White) - Math.Min(Black, other.Black));

    /// <summary>The grey of an intensity.</summary>
    public byte Grey(float intensity) =>
        White > Black ? (byte)(255 * Math.Clamp((intensity - Black) / (White - Black), 0, 1) + 0.5f) : (byte)0;
}
