using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>
/// The filling of a field of view where nothing was measured. In computed tomography it is the corners round a circle,
/// and what a tilted gantry did not see; it lies below air, at -1024 to -3024 by the maker. Taken for air it would be
/// what a face is replaced by, and it would hide where the head begins. In magnetic resonance, whose magnitudes begin
/// at 0, it is what somebody wrote over a face that lies far below: all tissues would look alike beside it.
/// </summary>
internal static class Padding
{
    private const int MostSamples = 200_000;

    /// <summary>A value that a smaller share of the voxels has is not padding.</summary>
    private const double SmallestShare = 0.005;

    /// <summary>Padding lies this many times as far below the middle of air as the lowest tenth of air does: beyond
    /// what noise reaches so often.</summary>
    private const double Gap = 3;

    /// <summary>The farthest from 0 that magnitudes begin, and the least by which a filling lies below them: shares of
    /// their 99th percentile. No more than so many of all values lie between, where the filling was mixed with what is
    /// beside it; in computed tomography, whose air may be even, there lies all fat.</summary>
    private const double FromNothing = 0.03, FarBelow = 0.05, MostBetween = 0.005;

    /// <summary>Air has -1000 Hounsfield units by their definition; scanners and reconstructions differ by
    /// some.</summary>
    public static readonly (double Low, double High) Air = (-1100, -850);

    /// <summary>Values with air in place of padding; those that have none as they are.</summary>
    public static Tensor ToAir(Tensor values)
    {
        if (values.min().ToDouble() >= 0)
        {
            return values;
        }

        using var scope = NewDisposeScope();
        var sorted = Sorted(values);
        return (OfTomography(sorted) ?? OfMagnitudes(sorted)) is { } found
            ? where(values < found.End, tensor(found.Air, values.dtype, values.device), values)
                .MoveToOuterDisposeScope()
            : values;
    }

    private static float[] Sorted(Tensor values)
    {
        var flat = values.reshape(-1);
        var few = flat.slice(0, 0, flat.shape[0], Math.Max(1, flat.shape[0] / MostSamples));
        return few.sort().Values.cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>The value below which all is padding, and what magnitudes begin with; null where there is no
    /// padding.</summary>
    private static (double End, double Air)? OfMagnitudes(float[] sorted)
    {
        if (EndOfLowestRun(sorted, Smallest(sorted)) is not { } run || run == sorted.Length)
        {
            return null;
        }

        var high = sorted[run + (sorted.Length - run) * 99 / 100];
        if (high <= 0 || sorted[run - 1] > -FarBelow * high)
        {
            return null;
        }

        var begin = Array.FindIndex(sorted, run, value => value >= -FromNothing * high);
        return begin - run <= MostBetween * sorted.Length && sorted[begin] <= FromNothing * high
            ? (-FromNothing * high, 0) : null;
    }

    /// <summary>The value below which all is padding, and the middle of air; null where there is no padding.</summary>
    private static (double End, double Air)? OfTomography(float[] sorted)
    {
        if (sorted[0] >= Air.Low / 2)
        {
            return null;
        }

        var smallest = Smallest(sorted);
        (double End, double Air)? found = null;
        var rest = sorted.AsSpan();
        while (EndOfLowestRun(rest, smallest) is { } end)
        {
            var value = rest[end - 1];
            rest = rest[end..];
            if (rest.IsEmpty || AirOf(rest) is not { } air || value >= air.End)
            {
                break;
            }

            found = air;
        }

        return found;
    }

    private static int Smallest(float[] sorted) => (int)(SmallestShare * sorted.Length);

    /// <summary>End of the lowest value that is there often enough.</summary>
    private static int? EndOfLowestRun(ReadOnlySpan<float> sorted, int smallest)
    {
        for (var (start, i) = (0, 1); i <= sorted.Length; i++)
        {
            if (i == sorted.Length || sorted[i] != sorted[start])
            {
                if (i - start > smallest)
                {
                    return i;
                }

                start = i;
            }
        }

        return null;
    }

    /// <summary>The lower class of values, where it can be air.</summary>
    private static (double End, double Air)? AirOf(ReadOnlySpan<float> sorted)
    {
        using var all = tensor(sorted.ToArray());
        var threshold = HeadThreshold.Otsu(all);
        var count = sorted.ToArray().Count(value => value <= threshold);
        var (low, middle) = (sorted[count / 10], sorted[count / 2]);
        return middle > Air.Low && middle < Air.High ? (middle - Gap * (middle - low), middle) : null;
    }
}
