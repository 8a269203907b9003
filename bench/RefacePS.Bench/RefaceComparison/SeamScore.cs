using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Bench.RefaceComparison;

/// <summary>
/// Steepness of intensities across the border of the removed region, as a multiple of that along the same border just
/// behind it, in kept tissue: 1 is no seam.
/// </summary>
/// <param name="Refaced">Of the refaced scan.</param>
/// <param name="Original">Of the scan itself, at the same voxels.</param>
internal sealed record SeamScore(double Refaced, double Original)
{
    /// <summary>Share of the way from air to brain from which a voxel is tissue.</summary>
    private const double Tissue = 0.3;

    public static SeamScore Measure(ComparedScan scan)
    {
        using var scope = NewDisposeScope();
        var level = scan.Level(Tissue);
        return new(Ratio(scan.Made.Voxels, scan.Removed, level), Ratio(scan.Truth.Voxels, scan.Removed, level));
    }

    private static double Ratio(Tensor values, Tensor removed, double level)
    {
        // Both sums are over the same voxels.
        var (across, beside) = (0.0, 0.0);
        for (var axis = 0; axis < 3; axis++)
        {
            foreach (var direction in new[] { 1, -1 })
            {
                // Three voxels in a row, counted from the removed side: removed, kept, kept.
                var (v, r) = direction > 0 ? (values, removed) : (values.flip(axis), removed.flip(axis));
                var n = v.shape[axis] - 2;
                var (v0, v1, v2) = (v.narrow(axis, 0, n), v.narrow(axis, 1, n), v.narrow(axis, 2, n));
                var border = r.narrow(axis, 0, n) & ~r.narrow(axis, 1, n) & ~r.narrow(axis, 2, n) & (v0 > level) & (
                    v1 > level) & (v2 > level);
                across += (v0 - v1).abs()[border].sum().ToDouble();
                beside += (v1 - v2).abs()[border].sum().ToDouble();
            }
        }

        return across / beside;
    }
}
