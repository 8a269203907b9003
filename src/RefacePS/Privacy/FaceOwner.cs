using System.Text.RegularExpressions;
using RefacePS.Files;

namespace RefacePS.Privacy;

/// <summary>The owners of the faces of volumes.</summary>
public static class FaceOwner
{
    /// <summary>Whose head it is: what a pattern finds in the file's name, or the volume's subject.</summary>
    /// <returns>The subject, or null where nothing says it.</returns>
    public static string? SubjectOf(Volume volume, Regex? pattern)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return pattern is null ? volume.Subject is { Length: > 0 } subject ? subject : null
            : pattern.Match(volume.Path is { } path ? VolumePath.Parse(path).Stem : volume.Subject ?? string.Empty) is
                { Success: true, Value.Length: > 0 } match ? match.Value
            : null;
    }
}
