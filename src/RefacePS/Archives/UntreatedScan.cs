using RefacePS.Files;
using RefacePS.Volumes;

namespace RefacePS.Archives;

/// <summary>Knows scans that have whatever face they came with.</summary>
public static class UntreatedScan
{
    /// <summary>True if nothing here has treated a volume's face, in this session or, as its sidecar proves, before.
    /// Labels have no face of their own.</summary>
    /// <exception cref="VolumeFormatException">The sidecar it came with is not a JSON object.</exception>
    public static bool Is(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return Sidecar.Proven(volume).Kind == VolumeKind.Original
            && !ScanName.Of(volume).IsLabels && !LabelContent.IsIn(volume);
    }
}
