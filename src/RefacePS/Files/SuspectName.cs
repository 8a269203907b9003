using System.Text.Json.Nodes;
using RefacePS.Deidentification;

namespace RefacePS.Files;

/// <summary>Names of files that may name a person: they hold a word that header or sidecar says of the
/// patient.</summary>
public static class SuspectName
{
    /// <summary>The word of the name of its file that header or sidecar holds too; null where there is none.</summary>
    public static string? WordOf(Volume volume) =>
        volume is { Path: { } path, Header: { } header }
            ? PersonalWords.In(VolumePath.Parse(path).Stem).FirstOrDefault(
                PersonalWords.In(FreeText(header)).Concat(Named(header)).ToHashSet(StringComparer.Ordinal).Contains)
            : null;

    /// <summary>The same of its path, whose folders may name a person too. They are not held against the texts of
    /// headers: these name programs and folders, and folders are called after programs.</summary>
    public static string? WordOf(Volume volume, string path)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return WordOf(volume)
            ?? (volume.Header is { } header ? PersonalWords.In(path).FirstOrDefault(Named(header).Contains) : null);
    }

    private static IReadOnlySet<string> Named(VolumeHeader header) =>
        PersonalWords.Of(header.Sidecar is { } text ? JsonNode.Parse(text) : null);

    private static string FreeText(VolumeHeader stored)
    {
        if (stored.Bytes.Length != NiftiLayout.Version1.Size && stored.Bytes.Length != NiftiLayout.Version2.Size)
        {
            return "";
        }

        var bytes = new NiftiHeader(stored.Bytes.ToArray(), stored.IsBigEndian).FreeText;
        return string.Join(' ', bytes.Select(field => UndeclaredText.Of(field).Replace('\0', ' ')));
    }
}
