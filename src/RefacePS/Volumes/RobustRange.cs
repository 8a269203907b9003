using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>
/// A scan without the few values that outweigh all others: hot voxels, which a reconstruction left behind, and slices
/// at the border of a 3-D scan that fold over and saturate.
/// </summary>
internal static class RobustRange
{
    /// <summary>So many of the voxels at most are hot.</summary>
    private const double Bulk = 0.999;

    /// <summary>Hot voxels are brighter than this many times what all others are. Vessels and fat are not.</summary>
    private const double Headroom = 1.5;

    /// <summary>A slice whose middle is brighter than so many of the voxels shows no head.</summary>
    private const double Saturated = 0.98;

    private const double Dark = 0.02;

    /// <summary>At most so many slices at an end are taken for saturated.</summary>
    private const int MostSlices = 8;

    /// <summary>The scan with saturated border slices dark, and no voxel far brighter than all others, averaged onto a
    /// coarser grid.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="spacing">Voxel size wanted, mm.</param>
    public static Image Shrink(Image scan, double spacing)
    {
        using var scope = NewDisposeScope();
        var values = WithoutSaturatedSlices(scan.Voxels);
        var (low, high) = (HeadThreshold.Percentile(values, Dark), HeadThreshold.Percentile(values, Bulk));
        using var cleared = new Image(scan.Grid, values.alias());
        return Resampling.Shrink(cleared, spacing, float.NegativeInfinity, (float)(low + Headroom * (high - low)));
    }

    private static Tensor WithoutSaturatedSlices(Tensor voxels)
    {
        var limit = HeadThreshold.Percentile(voxels, Saturated);
        var dark = HeadThreshold.Percentile(voxels, Dark);
        var cleared = voxels;
        for (var axis = 0; axis < 3; axis++)
        {
            foreach (var index in SaturatedSlices(voxels, axis, limit, isLast: false)
                .Concat(SaturatedSlices(voxels, axis, limit, isLast: true)))
            {
                cleared = ReferenceEquals(cleared, voxels) ? voxels.clone() : cleared;
                cleared.select(axis, index).fill_(dark);
            }
        }

        return cleared;
    }

    private static List<long> SaturatedSlices(Tensor voxels, int axis, double limit, bool isLast)
    {
        var count = voxels.shape[axis];
        var found = new List<long>();
        while (found.Count < Math.Min(MostSlices, count / 4))
        {
            var index = isLast ? count - 1 - found.Count : found.Count;
            using var slice = voxels.select(axis, index);
            if (limit <= 0 || HeadThreshold.Percentile(slice, 0.5) < limit)
            {
                break;
            }

            found.Add(index);
        }

        return found;
    }
}
