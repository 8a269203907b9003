using RefacePS.Compute;
using RefacePS.Refacing.Faces;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// The grain of tissue: an average has none, and beside it a scan would look like another kind of image. As much is
/// drawn at random, under the skin, as kept tissue differs from the average within a few millimeters.
/// </summary>
internal static class TissueGrain
{
    /// <summary>The standard deviation (voxels) of the smoothing that leaves no grain.</summary>
    private const double Coarsest = 2;

    /// <summary>Standard deviation (voxels) of the smoothing that gives grain its size.</summary>
    private const double Size = 0.7;

    /// <summary>Misaligned borders are part of the difference, and no grain.</summary>
    private const double Share = 0.5;

    /// <summary>Intensity from which a voxel is tissue.</summary>
    private const double Tissue = 0.15;

    /// <summary>Keeps grain from the numbers that the noise of voxels takes.</summary>
    private const ulong Stream = 0x9E6D_62D0_6F6A_9A9B;

    /// <summary>Grain in <see cref="HeadSpace"/>.</summary>
    /// <param name="difference">The scan less the average.</param>
    /// <param name="kept">1 where both are kept tissue, else 0.</param>
    /// <param name="lit">The average in the scan's intensities.</param>
    /// <param name="noise">Chance.</param>
    public static Tensor Draw(Tensor difference, Tensor kept, Tensor lit, VoxelNoise noise)
    {
        using var scope = NewDisposeScope();
        var sums = Resampling.Smooth(stack([difference * kept, kept]), Coarsest);
        var fine = (difference - sums[0] / sums[1].clamp(min: 1e-3)).abs()[kept > 0];
        if (fine.shape[0] == 0)
        {
            return zeros_like(lit).MoveToOuterDisposeScope();
        }

        // The median of absolute differences, so that vessels and badly aligned borders do not count.
        var deviation = Share * 1.4826 * HeadThreshold.Percentile(fine, 0.5);
        var chance = new VoxelNoise(noise.Seed ^ Stream);
        var values = new float[lit.numel()];
        Slabs.Run(values.Length, 1 << 14, (start, end) =>
        {
            for (var voxel = start; voxel < end; voxel++)
            {
                values[voxel] = (float)chance.Normal(voxel);
            }
        });
        var grain = Resampling.Smooth(tensor(values, lit.shape).to(lit.device).unsqueeze(0), Size)[0];
        return (grain * (deviation / OneThread.Run(() => grain.std().ToDouble())) * UnderSkin(lit))
            .MoveToOuterDisposeScope();
    }

    /// <summary>1 where a voxel and its neighbours are tissue, 0 where one is air, so that skin stays smooth.</summary>
    private static Tensor UnderSkin(Tensor lit) =>
        (-Morphology.Dilate(-lit, 3) / Tissue).clamp_(0, 1);
}
