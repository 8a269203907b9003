using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>The intensity that parts head from air.</summary>
public static class HeadThreshold
{
    private const int Bins = 256;

    /// <summary>
    /// Otsu's threshold (IEEE Trans. SMC 9:62, 1979) of values clipped at their 99.5th percentile, so that a few bright
    /// voxels do not stretch the histogram.
    /// </summary>
    public static double Otsu(Tensor values)
    {
        using var scope = NewDisposeScope();
        var flat = values.reshape(-1);
        var low = flat.min().ToDouble();
        var high = Percentile(flat, 0.995);
        if (high <= low)
        {
            return low;
        }

        var bins = ((flat - low) * (Bins / (high - low))).to(int64).clamp_(0, Bins - 1);
        var counts = bincount(bins, minlength: Bins).to(float64).cpu().data<double>().ToArray();
        return low + (OtsuSplit(counts) + 1.0) / Bins * (high - low);
    }

    /// <summary>The value below which a share of the values lies, read from a regular subsample of at most 200,000 of
    /// them.</summary>
    public static double Percentile(Tensor values, double share)
    {
        using var scope = NewDisposeScope();
        var flat = values.reshape(-1);
        var stride = Math.Max(1, flat.shape[0] / 200_000);
        var few = flat.slice(0, 0, flat.shape[0], stride).contiguous();
        return few.kthvalue(1 + (long)Math.Round(share * (few.shape[0] - 1)), 0).values.ToDouble();
    }

    /// <summary>Last bin of the lower class where the variance between the classes is greatest.</summary>
    internal static int OtsuSplit(double[] counts)
    {
        var total = counts.Sum();
        var totalMoment = counts.Select((c, i) => c * i).Sum();
        var (weight, moment, best, bestBin) = (0.0, 0.0, -1.0, 0);
        for (var bin = 0; bin < counts.Length - 1; bin++)
        {
            weight += counts[bin];
            moment += counts[bin] * bin;
            if (weight > 0 && weight < total)
            {
                var difference = totalMoment * weight / total - moment;
                var between = difference * difference / (weight * (total - weight));
                (best, bestBin) = between > best ? (between, bin) : (best, bestBin);
            }
        }

        return bestBin;
    }
}
