using RefacePS.Volumes;

namespace RefacePS.Bench.Devices;

/// <summary>Results of one scan on a device.</summary>
/// <param name="Removed">The voxels that were removed.</param>
/// <param name="Refaced">The scan with its new face.</param>
/// <param name="Brain">The volumes of the brain.</param>
internal sealed record DeviceResult(Mask Removed, Volume Refaced, BrainVolumes Brain)
{
    private const double Brightest = 0.99;

    /// <summary>The difference from the results of another device: rounding alone may part them.</summary>
    public DeviceDifference From(DeviceResult other)
    {
        var mine = Removed.Voxels.Span;
        var theirs = other.Removed.Voxels.Span;
        var (face, apart) = (0, 0);
        for (var i = 0; i < mine.Length; i++)
        {
            face += theirs[i] != 0 ? 1 : 0;
            apart += mine[i] != theirs[i] ? 1 : 0;
        }

        var (here, there) = (VoxelConversion.ToFloat(Refaced), VoxelConversion.ToFloat(other.Refaced));
        var range = HeadThreshold.Percentile(there, Brightest) - there.Min();
        var intensities = here.Zip(there, (a, b) => Math.Abs(a - b)).Where((_, i) => Removed.Voxels.Span[i] != 0);
        var volumes = BrainVolumes.RegionNames.Max(region =>
            Math.Abs(Milliliters(Brain, region) / Milliliters(other.Brain, region) - 1));
        return new DeviceDifference(apart / (double)face, intensities.Average() / range, volumes);
    }

    private static double Milliliters(BrainVolumes brain, string region) =>
        (double)typeof(BrainVolumes).GetProperty(region)!.GetValue(brain)!;
}

/// <summary>The difference between the results of one scan on two devices.</summary>
/// <param name="Mask">Voxels that one alone removed, as a share of what was removed.</param>
/// <param name="Face">Mean difference of the new face, as a share of the scan's range.</param>
/// <param name="Volume">Largest difference of a region's volume, as a share of it.</param>
internal readonly record struct DeviceDifference(double Mask, double Face, double Volume)
{
    /// <summary>True if rounding may part results so far: a mask is cut at a threshold, and volumes are sums over
    /// labels, so that few voxels may fall on either side.</summary>
    public bool IsAgreement => Mask <= 0.002 && Face <= 0.005 && Volume <= 0.005;
}
