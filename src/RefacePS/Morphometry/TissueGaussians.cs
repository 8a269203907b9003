namespace RefacePS.Morphometry;

/// <summary>Mean and standard deviation of fluid, grey and white matter, and of what lies between two of
/// them.</summary>
internal sealed class TissueGaussians
{
    /// <summary>Fluid, grey matter, white matter.</summary>
    public const int Tissues = 3;

    /// <summary>The tissues, then fluid mixed with grey matter, then grey with white.</summary>
    public const int Classes = 5;

    /// <summary>Variance that mixing adds, relative to the squared distance of the means: of shares even between 1/4
    /// and 3/4.</summary>
    private const double MixtureSpread = 1.0 / 48;

    /// <summary>Least standard deviation, relative to the distance of fluid and white matter: an image without noise
    /// has none.</summary>
    private const double LeastDeviation = 0.01;

    /// <summary>Least distance of two means, relative to that of white matter: an image that is not T1-weighted has
    /// none.</summary>
    private const double LeastSpan = 0.02;

    /// <summary>A value that is less probable than this belongs to no class; the inverse of a smaller number may be
    /// infinite.</summary>
    private const double LeastProbability = 1e-300;

    private readonly double[] means = new double[Classes];
    private readonly double[] deviations = new double[Classes];

    /// <summary>From means and variances of the three tissues.</summary>
    public TissueGaussians(ReadOnlySpan<double> tissueMeans, ReadOnlySpan<double> tissueVariances)
    {
        var least = LeastDeviation * Math.Abs(tissueMeans[2] - tissueMeans[0]) + 1e-9;
        for (var tissue = 0; tissue < Tissues; tissue++)
        {
            (means[tissue], deviations[tissue]) =
                (tissueMeans[tissue], Math.Max(Math.Sqrt(tissueVariances[tissue]), least));
        }

        for (var lower = 0; lower < Tissues - 1; lower++)
        {
            var distance = means[lower + 1] - means[lower];
            var variance = (deviations[lower] * deviations[lower] + deviations[lower + 1] * deviations[lower + 1]) / 2;
            means[Tissues + lower] = (means[lower] + means[lower + 1]) / 2;
            deviations[Tissues + lower] = Math.Sqrt(variance + distance * distance * MixtureSpread);
        }
    }

    /// <summary>Means of the three tissues.</summary>
    public ReadOnlySpan<double> Means => means.AsSpan(0, Tissues);

    /// <summary>Standard deviations of the three tissues.</summary>
    public ReadOnlySpan<double> Deviations => deviations.AsSpan(0, Tissues);

    /// <summary>The contrast of white matter to grey, relative to itself; about 0.2 to 0.4 in T1-weighted scans,
    /// below 0 in T2-weighted ones.</summary>
    public double GreyWhiteContrast => (means[2] - means[1]) / Math.Max(Math.Abs(means[2]), 1e-9);

    /// <summary>Probability of each class for a value.</summary>
    /// <param name="value">The value, without bias.</param>
    /// <param name="fluid">Prior of fluid.</param>
    /// <param name="grey">Prior of grey matter.</param>
    /// <param name="white">Prior of white matter.</param>
    /// <param name="posteriors">Filled in, <see cref="Classes"/>; all 0 where no class explains the value.</param>
    public void Posteriors(double value, double fluid, double grey, double white, Span<double> posteriors)
    {
        Span<double> priors = [fluid, grey, white, fluid * grey, grey * white];
        var sum = 0.0;
        for (var i = 0; i < Classes; i++)
        {
            var standard = (value - means[i]) / deviations[i];
            posteriors[i] = priors[i] * Math.Exp(-0.5 * standard * standard) / deviations[i];
            sum += posteriors[i];
        }

        var scale = sum > LeastProbability ? 1 / sum : 0;
        for (var i = 0; i < Classes; i++)
        {
            posteriors[i] *= scale;
        }
    }

    /// <summary>Shares of the tissues from the probabilities of the classes: half of a mixture belongs to each of its
    /// two.</summary>
    public static (double Fluid, double Grey, double White) Shares(ReadOnlySpan<double> classes) =>
        (classes[0] + classes[3] / 2, classes[1] + (classes[3] + classes[4]) / 2, classes[2] + classes[4] / 2);

    /// <summary>A value on a scale that all scans share: fluid is -1, grey matter 0, white matter 1; straight lines
    /// between and beyond.</summary>
    public float Normalise(double value)
    {
        var centred = value - means[1];
        var span = centred > 0 ? means[2] - means[1] : means[1] - means[0];
        return (float)(centred / Math.Max(span, LeastSpan * Math.Abs(means[2]) + 1e-9));
    }
}
