using System.Text.Json;
using System.Text.Json.Serialization;
using RefacePS.Files;

namespace RefacePS.Atlases;

/// <summary>The card of a head atlas: whose heads it is the average of, and what one may do with it; the
/// <c>atlas.json</c> beside its images.</summary>
public sealed record HeadAtlasCard : AtlasCard
{
    /// <summary>Correlation ratio of the heads and the average after the affine rounds, 0 to 1, a mean over the
    /// heads.</summary>
    [JsonPropertyOrder(OrderOfOwn)]
    public double MeanAffineScore { get; init; }

    /// <summary>Mean length (mm) of the smooth shifts between the heads and the average, a mean over the
    /// heads.</summary>
    [JsonPropertyOrder(OrderOfOwn)]
    public double MeanDisplacementMillimeters { get; init; }

    /// <summary>Reads the card of an atlas.</summary>
    /// <exception cref="HeadAtlasException">There is none, or it cannot be read.</exception>
    public static HeadAtlasCard Read(string folder)
    {
        try
        {
            return CardFile.Read<HeadAtlasCard>(Path.Combine(folder, FileName));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw HeadAtlasException.Lacking(folder, FileName);
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
