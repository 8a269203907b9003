using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>
/// The filling of the field of view of computed tomography where nothing was measured: the corners round a circle, and
/// what a tilted gantry did not see. It lies below air, at -1024 to -3024 by the maker. Taken for air it would be what
/// a face is replaced by, and it would hide where the head begins.
/// </summary>
internal static class Padding
{
    private const int MostSamples = 200_000;

    /// <summary>A value that a smaller share of the voxels has is not padding.</summary>
    private const double SmallestShare = 0.005;

    /// <summary>Padding lies this many times as far below the middle of air as the lowest tenth of air does: beyond
    /// what noise reaches so often.</summary>
    private const double Gap = 3;

    /// <summary>Air has -1000 Hounsfield units by their definition; scanners and reconstructions differ by
    /// some.</summary>
    public static readonly (double Low, double High) Air = (-1100, -850);

    /// <summary>Values with air in place of padding; those that have none as they are.</summary>
    public static Tensor ToAir(Tensor values)
    {
        using var scope = NewDisposeScope();
        return Find(values) is { } found
            ? where(values < found.End, tensor(found.Air, values.dtype, values.device), values)
                .MoveToOuterDisposeScope()
            : values;
    }

    /// <summary>The value below which all is padding, and the middle of air; null where there is no padding.</summary>
    private static (double End, double Air)? Find(Tensor values)
    {
        if (values.min().ToDouble() >= Air.Low / 2)
        {
            return null;
        }

        var flat = values.reshape(-1);
        var few = flat.slice(0, 0, flat.shape[0], Math.Max(1, flat.shape[0] / MostSamples));
        var sorted = few.sort().Values.cpu().contiguous();
        var smallest = (int)(SmallestShare * sorted.shape[0]);
        (double End, double Air)? found = null;
        var rest = sorted.data<float>().ToArray().AsSpan();
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
