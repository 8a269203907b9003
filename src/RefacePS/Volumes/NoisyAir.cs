using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>
/// Air that is as bright as the head. Images that are the ratio of two others, such as UNIT1 of MP2RAGE (Marques et
/// al., NeuroImage 49:1271, 2010), have noise of the whole range where neither shows anything.
/// </summary>
internal static class NoisyAir
{
    /// <summary>A jump to the next voxel of this share of the range is noise, not an edge.</summary>
    private const double Jump = 0.25;

    /// <summary>Ordinary scans have jumps at edges: few.</summary>
    private const double SmallestShare = 0.1;

    /// <summary>Mean jump, as a share of the range, above which all is noise.</summary>
    private const double MeanJump = 0.2;

    /// <summary>Standard deviation of the neighbourhood of that mean, voxels.</summary>
    private const double Neighbourhood = 1.5;

    private const long EnoughRows = 4096;

    /// <summary>The scan with dark air where it has noise, or as it is where its air is quiet.</summary>
    public static Image Darken(Image scan)
    {
        using var scope = NewDisposeScope();
        var voxels = scan.Voxels;
        var (low, high) = (HeadThreshold.Percentile(voxels, 0.02), HeadThreshold.Percentile(voxels, 0.98));
        var range = high - low;
        if (voxels.shape[2] < 2 || range <= 0 || ShareOfJumps(voxels, Jump * range) < SmallestShare)
        {
            return new Image(scan.Grid, voxels.alias());
        }

        var jumps = zeros_like(voxels);
        jumps.narrow(2, 0, voxels.shape[2] - 1).copy_(Jumps(voxels));
        var noise = Resampling.Smooth(jumps.unsqueeze(0), Neighbourhood).squeeze(0);
        return new Image(scan.Grid, voxels.masked_fill(noise > MeanJump * range, low));
    }

    private static double ShareOfJumps(Tensor voxels, double least)
    {
        var rows = voxels.reshape(-1, voxels.shape[2]);
        var few = rows.slice(0, 0, rows.shape[0], Math.Max(1, rows.shape[0] / EnoughRows)).unsqueeze(0);
        return (Jumps(few) > least).to(float32).mean().ToDouble();
    }

    /// <summary>Differences of each voxel from the next along the last of three axes.</summary>
    private static Tensor Jumps(Tensor voxels)
    {
        var count = voxels.shape[2] - 1;
        return (voxels.narrow(2, 1, count) - voxels.narrow(2, 0, count)).abs_();
    }
}
