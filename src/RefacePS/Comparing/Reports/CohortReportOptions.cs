namespace RefacePS.Comparing.Reports;

/// <summary>The content of a report beside the comparison.</summary>
public sealed record CohortReportOptions
{
    /// <summary>The command as it was typed.</summary>
    public string Command { get; init; } = string.Empty;

    /// <summary>The time at which it was written.</summary>
    public DateTimeOffset Written { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>The number of scans shown, of those that differ most.</summary>
    public int WorstCaseCount { get; init; } = 3;

    /// <summary>The folder in which Export-Volume put the scans that were measured in memory; null where every
    /// measurement names a file of its own.</summary>
    public string? ScanFolder { get; init; }

    /// <summary>True if faces that were not removed are shown.</summary>
    public bool ShowOriginalFace { get; init; }

    /// <summary>Edge of a picture in pixels: twice what the page shows, for sharp displays and print.</summary>
    internal int PanelSize { get; init; } = 300;

    /// <summary>Told the share of the pictures that are drawn, 0 to 1.</summary>
    public IProgress<double>? Progress { get; init; }
}
