using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// Square roots of intensities above the darkest ones, as heads are compared with an average head. Eyes and fluid of a
/// T2-weighted scan, or the fat beside a coil, are several times as bright as all the rest: left as they are, they are
/// most of the variance, and most of it is not what the average head can tell. The root is what evens out the variance
/// of counts (Bartlett, J. R. Stat. Soc. Suppl. 3:68, 1936).
/// </summary>
internal static class IntensityRoot
{
    /// <summary>Air takes up more of a scan than this, and its noise is not to be told apart.</summary>
    private const double Darkest = 0.2;

    private const double Brightest = 0.995;

    /// <summary>The roots; few voxels far brighter than the others are held back.</summary>
    public static Tensor Of(Tensor values)
    {
        var low = HeadThreshold.Percentile(values, Darkest);
        return values.clamp(low, HeadThreshold.Percentile(values, Brightest)).sub_(low).sqrt_();
    }
}
