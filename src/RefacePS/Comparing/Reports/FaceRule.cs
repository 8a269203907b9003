namespace RefacePS.Comparing.Reports;

/// <summary>
/// The rule of what a report may show of a scan, closed where it is in doubt. A face is shown where the measurement
/// says that the scan was defaced or refaced, and its file is not another's of the same subject; any other only where
/// the user asked for it.
/// </summary>
/// <param name="ShowOriginalFace">The user asked to see all faces.</param>
internal sealed record FaceRule(bool ShowOriginalFace)
{
    private static readonly string[] WithoutFace = [nameof(VolumeKind.Defaced), nameof(VolumeKind.Refaced)];

    /// <summary>True if the face may be seen of a scan that is what its variant says.</summary>
    public bool Allows(string variant) => ShowOriginalFace
        || WithoutFace.Contains(variant, StringComparer.OrdinalIgnoreCase);
}
