using System.Text.Json.Nodes;
using RefacePS.Deidentification;

namespace RefacePS.Files;

/// <summary>Names of files that may name a person: they hold a word that header or sidecar says of the
/// patient.</summary>
public static class SuspectName
{
    /// <summary>The word of the name that header or sidecar holds too; null where there is none.</summary>
    public static string? WordOf(Volume volume) =>
        volume.Path is { } path ? WordOf(volume, VolumePath.Parse(path).Stem) : null;

    /// <summary>The same of a path, whose folders may name a person too.</summary>
    public static string? WordOf(Volume volume, string path)
    {
        ArgumentNullException.ThrowIfNull(volume);
        if (volume.Header is not { } header)
        {
            return null;
        }

        var words = new HashSet<string>(StringComparer.Ordinal);
        if (header.Sidecar is { } text)
        {
            words.UnionWith(PersonalWords.Of(JsonNode.Parse(text)));
        }

        if (header.Bytes.Length == NiftiLayout.Version1.Size || header.Bytes.Length == NiftiLayout.Version2.Size)
        {
            words.UnionWith(PersonalWords.In(FreeText(header)));
        }

        return PersonalWords.In(path).FirstOrDefault(words.Contains);
    }

    private static string FreeText(VolumeHeader stored)
    {
        var bytes = new NiftiHeader(stored.Bytes.ToArray(), stored.IsBigEndian).FreeText;
        return string.Join(' ', bytes.Select(field => UndeclaredText.Of(field).Replace('\0', ' ')));
    }
}
