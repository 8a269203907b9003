using System.Runtime.CompilerServices;
using RefacePS.Compute;
using RefacePS.Volumes.Kernels;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>The intensity that parts head from air.</summary>
public static class HeadThreshold
{
    private const int Bins = 256;
    private const int SlabSize = 1 << 18;

    /// <summary>So many values tell shares as well as more.</summary>
    internal const int EnoughValues = 200_000;

    /// <summary>
    /// Otsu's threshold (IEEE Trans. SMC 9:62, 1979) of values clipped at their 99.5th percentile, so that a few bright
    /// voxels do not stretch the histogram.
    /// </summary>
    public static double Otsu(Tensor values)
    {
        using var host = HostTensor.Read(values);
        return Otsu(host.Span);
    }

    /// <inheritdoc cref="Otsu(Tensor)"/>
    public static unsafe double Otsu(ReadOnlySpan<float> values)
    {
        var high = Percentile(values, 0.995);
        fixed (float* first = values)
        {
            var from = first;
            var count = values.Length;
            var low = (double)Slabs.Collect(count, SlabSize, (start, end) =>
                Rows.Least(from + start, end - start)).Min();
            if (high <= low)
            {
                return low;
            }

            var (least, perUnit) = ((float)low, (float)(Bins / (high - low)));
            var slabs = Slabs.Collect(count, SlabSize, [MethodImpl(AggressiveOptimization)] (start, end) =>
            {
                var counts = new long[Bins];
                for (var i = start; i < end; i++)
                {
                    counts[Math.Clamp((int)((from[i] - least) * perUnit), 0, Bins - 1)]++;
                }

                return counts;
            });
            var total = new double[Bins];
            foreach (var counts in slabs)
            {
                for (var bin = 0; bin < Bins; bin++)
                {
                    total[bin] += counts[bin];
                }
            }

            return low + (OtsuSplit(total) + 1.0) / Bins * (high - low);
        }
    }

    /// <summary>The value below which a share of the values lies, read from a regular subsample of at most 200,000 of
    /// them.</summary>
    public static double Percentile(Tensor values, double share)
    {
        using var host = HostTensor.Read(values);
        return Percentile(host.Span, share);
    }

    /// <inheritdoc cref="Percentile(Tensor, double)"/>
    public static double Percentile(ReadOnlySpan<float> values, double share)
    {
        var stride = Math.Max(1, values.Length / EnoughValues);
        var count = (values.Length + stride - 1) / stride;
        return Selection.OfRank(values, stride, (int)Math.Round(share * (count - 1)));
    }

    /// <summary>The brightness of brain, the median of the inside of the skull; that of the head where a scan ends
    /// below the brain.</summary>
    /// <param name="values">All of a scan.</param>
    /// <param name="cavity">Those of them that lie inside the skull; none where it is out of view.</param>
    internal static double Brain(Tensor values, Tensor cavity)
    {
        using var scope = NewDisposeScope();
        return Percentile(cavity.numel() > 0 ? cavity : values[values >= Otsu(values)], 0.5);
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
