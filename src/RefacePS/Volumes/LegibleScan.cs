namespace RefacePS.Volumes;

/// <summary>A scan as everything reads it that looks for a head in it.</summary>
internal static class LegibleScan
{
    /// <summary>The scan with dark air where it has noise, saturated border slices dark, and no voxel far brighter than
    /// all others.</summary>
    public static Image Of(Image scan)
    {
        using var quiet = NoisyAir.Darken(scan);
        return RobustRange.Clip(quiet);
    }
}
