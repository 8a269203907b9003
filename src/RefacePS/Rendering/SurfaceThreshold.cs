using RefacePS.Volumes;
using RefacePS.Volumes.Kernels;

namespace RefacePS.Rendering;

/// <summary>Intensities that part air from tissue at the surface of a head.</summary>
/// <param name="Air">Typical intensity of air.</param>
/// <param name="Level">Intensity of the surface: no more than that is air. Infinite where all intensities are
/// equal.</param>
internal readonly record struct SurfaceThreshold(float Air, float Level)
{
    /// <summary>Less dense than air is nothing but the padding that CT scanners put outside their field of
    /// view.</summary>
    private const float AirHounsfield = -1024;

    /// <summary>Brighter voxels (vessels, fat near a coil, metal) say nothing about where air ends.</summary>
    private const double BrightQuantile = 0.98;

    private const int Bins = 256;

    /// <summary>Differences that are a smaller share of the intensities are the rounding of their weighted
    /// sums.</summary>
    private const float RoundingShare = 1e-5f;

    /// <summary>Rising candidates for the level, on a scale from air (0) to tissue (1).</summary>
    private static readonly float[] Fractions = [0.1f, 0.14f, 0.2f, 0.28f, 0.4f];

    /// <summary>
    /// Splits the clipped intensities into air and tissue by Otsu's criterion and, of a few levels between the medians
    /// of the two, takes that at which the surface is least rough: what suits a scan depends on the noise in its air.
    /// </summary>
    public static SurfaceThreshold Find(ScalarField field)
    {
        var samples = ClippedSamples(field.Values);
        var (least, most) = (samples.Min(), samples.Max());
        if (most - least <= RoundingShare * Math.Abs(most))
        {
            return new(least, float.PositiveInfinity);
        }

        var split = AirCount(samples, least, most);
        var air = Selection.OfRank(samples, 1, split / 2);
        var tissue = Selection.OfRank(samples, 1, split + (samples.Length - split) / 2);
        var levels = Array.ConvertAll(Fractions, fraction => air + fraction * (tissue - air));
        var roughness = SurfaceRoughness.Measure(field, levels);
        return new(air, levels[Array.IndexOf(roughness, roughness.Min())]);
    }

    private static float[] ClippedSamples(ReadOnlySpan<float> intensities)
    {
        var samples = ThinnedSamples.Of(intensities);
        var bright = ThinnedSamples.Quantile(samples, BrightQuantile);
        foreach (ref var sample in samples.AsSpan())
        {
            sample = Math.Clamp(sample, Math.Min(AirHounsfield, bright), bright);
        }

        return samples;
    }

    /// <summary>The number of samples that are air.</summary>
    private static int AirCount(ReadOnlySpan<float> samples, float least, float most)
    {
        var counts = new double[Bins];
        var binsPerUnit = Bins / (most - least);
        foreach (var value in samples)
        {
            counts[(int)Math.Min((value - least) * binsPerUnit, Bins - 1)]++;
        }

        return (int)counts.Take(HeadThreshold.OtsuSplit(counts) + 1).Sum();
    }
}
