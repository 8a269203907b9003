using System.Text.Json;
using System.Text.Json.Serialization;
using RefacePS.Files;

namespace RefacePS.Atlases;

/// <summary>The card of a head atlas: whose heads it is the average of, and what one may do with it; the
/// <c>atlas.json</c> beside its images.</summary>
public sealed record HeadAtlasCard
{
    internal const string FileName = "atlas.json";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>Name and version, as records name it.</summary>
    [JsonIgnore]
    public string Label => RefacePS.Label.Of(Name, Version);

    /// <summary>Whose heads were averaged, in ordinal order.</summary>
    public required IReadOnlyList<string> Subjects { get; init; }

    /// <summary>Correlation ratio of the heads and the average after the affine rounds, 0 to 1, a mean over the
    /// heads.</summary>
    public double MeanAffineScore { get; init; }

    /// <summary>Mean length (mm) of the smooth shifts between the heads and the average, a mean over the
    /// heads.</summary>
    public double MeanDisplacementMillimeters { get; init; }

    /// <summary>Licence of the atlas.</summary>
    public required string Licence { get; init; }

    /// <summary>Whom to name, and what was changed, as the licence of the scans asks.</summary>
    public required string Attribution { get; init; }

    /// <summary>The command that made it.</summary>
    public required string Command { get; init; }

    /// <summary>Reads the card of an atlas.</summary>
    /// <exception cref="HeadAtlasException">There is none, or it cannot be read.</exception>
    public static HeadAtlasCard Read(string folder)
    {
        try
        {
            return CardFile.Read<HeadAtlasCard>(Path.Combine(folder, FileName));
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new HeadAtlasException(
                $"The card of the atlas in '{folder}' cannot be read ({fault.Message.TrimEnd('.')}). Make the atlas "
                    + $"again with New-HeadAtlas.");
        }
    }

    /// <summary>Writes the card into the folder of the atlas, whole or not at all.</summary>
    /// <exception cref="VolumeFileException">It cannot be written.</exception>
    public void Write(string folder) => CardFile.Write(Path.Combine(folder, FileName), this);
}
