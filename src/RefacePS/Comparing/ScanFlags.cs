namespace RefacePS.Comparing;

/// <summary>The scans that differ from the reference by more than a threshold.</summary>
/// <param name="regions">The regions to look at.</param>
/// <param name="thresholdPercent">In % of the reference.</param>
internal sealed class ScanFlags(IReadOnlyList<TableColumn> regions, double thresholdPercent)
{
    /// <summary>The regions looked at.</summary>
    public IReadOnlyList<TableColumn> Regions => regions;

    /// <summary>True if a variant of a pair differs by more than the threshold.</summary>
    public bool IsFlagged(ScanPair pair, int variant) => Worst(pair, variant) is { } worst
        && Math.Abs(worst.DifferencePercent) > thresholdPercent;

    /// <summary>The region that differs most; null where none can be told.</summary>
    public (string Region, double DifferencePercent)? Worst(ScanPair pair, int variant)
    {
        (string Region, double DifferencePercent)? worst = null;
        foreach (var region in regions)
        {
            var difference = pair.Variants[variant] is { } row
                ? RegionPairs.DifferencePercent(region[pair.Reference], region[row]) : double.NaN;
            if (!double.IsNaN(difference)
                && !(Math.Abs(difference) <= Math.Abs(worst?.DifferencePercent ?? 0) && worst is not null))
            {
                worst = (region.Name, difference);
            }
        }

        return worst;
    }
}
