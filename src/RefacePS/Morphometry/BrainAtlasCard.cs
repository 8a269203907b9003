using System.Text.Json;
using System.Text.Json.Serialization;
using RefacePS.Files;

namespace RefacePS.Morphometry;

/// <summary>The card of a brain atlas: whose brains it is made of, and what one may do with it; the <c>atlas.json</c>
/// beside its files.</summary>
public sealed record BrainAtlasCard
{
    internal const string FileName = "atlas.json";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>Name and version, as records name it.</summary>
    [JsonIgnore]
    public string Label => RefacePS.Label.Of(Name, Version);

    /// <summary>Whose brains it is made of, in ordinal order. A study of measurements leaves them out.</summary>
    public required IReadOnlyList<string> Subjects { get; init; }

    /// <summary>Licence of the atlas.</summary>
    public required string Licence { get; init; }

    /// <summary>Whom to name, and what was changed, as the licence of the scans asks.</summary>
    public required string Attribution { get; init; }

    /// <summary>The command that made it.</summary>
    public required string Command { get; init; }

    /// <summary>Reads the card of an atlas.</summary>
    /// <exception cref="BrainAtlasException">There is none, or it cannot be read.</exception>
    public static BrainAtlasCard Read(string folder)
    {
        try
        {
            return CardFile.Read<BrainAtlasCard>(Path.Combine(folder, FileName));
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BrainAtlasException(folder, $"its card cannot be read ({fault.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Writes the card into the folder of the atlas, whole or not at all.</summary>
    /// <exception cref="VolumeFileException">It cannot be written.</exception>
    public void Write(string folder) => CardFile.Write(Path.Combine(folder, FileName), this);
}
