using System.Text.Json.Serialization;

namespace RefacePS.Atlases;

/// <summary>The part that the cards of all atlases share: whose scans an atlas is made of, and what one may do with
/// it.</summary>
public abstract record AtlasCard
{
    /// <summary>The file of a card, in the folder of its atlas.</summary>
    internal const string FileName = "atlas.json";

    /// <summary>Place on a card of what only one kind of atlas has.</summary>
    private protected const int OrderOfOwn = 3;

    /// <summary>Its name.</summary>
    [JsonPropertyOrder(0)]
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    [JsonPropertyOrder(1)]
    public required string Version { get; init; }

    /// <summary>Name and version, as records name it.</summary>
    [JsonIgnore]
    public string Label => RefacePS.Label.Of(Name, Version);

    /// <summary>Whose scans it is made of, in ordinal order. A study of measurements leaves them out.</summary>
    [JsonPropertyOrder(2)]
    public required IReadOnlyList<string> Subjects { get; init; }

    /// <summary>Licence of the atlas.</summary>
    [JsonPropertyOrder(4)]
    public required string Licence { get; init; }

    /// <summary>Whom to name, and what was changed, as the licence of the scans asks.</summary>
    [JsonPropertyOrder(5)]
    public required string Attribution { get; init; }

    /// <summary>The command that made it.</summary>
    [JsonPropertyOrder(6)]
    public required string Command { get; init; }

    /// <summary>The reason for which a folder without a file of an atlas is none.</summary>
    internal static string LackOf(string folder, string file) =>
        Directory.Exists(folder) ? $"it has no {file}" : "there is no such folder";
}
