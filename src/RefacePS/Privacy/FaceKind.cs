using System.Text.RegularExpressions;
using RefacePS.Files;

namespace RefacePS.Privacy;

/// <summary>The identity of a volume's face: whose it is, and what was done to it.</summary>
public static partial class FaceKind
{
    /// <summary>The volume, with what the sidecar that it was imported with says of its face where it does not say so
    /// itself.</summary>
    /// <exception cref="VolumeFormatException">The sidecar is not a JSON object.</exception>
    public static Volume Described(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return volume.Kind != VolumeKind.Original ? volume
            : volume with { Kind = Sidecar.KindOf(volume), Model = Sidecar.ModelOf(volume) };
    }

    /// <summary>Whose head it is: what a pattern finds in the file's name, or the volume's subject without the
    /// description that an export adds.</summary>
    /// <returns>The subject, or null where nothing says it.</returns>
    public static string? SubjectOf(Volume volume, Regex? pattern)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return pattern is null ? Description().Replace(volume.Subject ?? string.Empty, string.Empty) is
            { Length: > 0 } subject ? subject : null
            : pattern.Match(volume.Path is { } path ? VolumePath.Parse(path).Stem : volume.Subject ?? string.Empty) is
                { Success: true, Value.Length: > 0 } match ? match.Value
            : null;
    }

    [GeneratedRegex("_desc-[A-Za-z0-9]+$")]
    private static partial Regex Description();
}
