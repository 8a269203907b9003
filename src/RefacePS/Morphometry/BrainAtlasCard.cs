using System.Text.Json;
using RefacePS.Atlases;
using RefacePS.Files;

namespace RefacePS.Morphometry;

/// <summary>The card of a brain atlas: whose brains it is made of, and what one may do with it; the <c>atlas.json</c>
/// beside its files.</summary>
public sealed record BrainAtlasCard : AtlasCard
{
    /// <summary>Reads the card of an atlas.</summary>
    /// <exception cref="BrainAtlasException">There is none, or it cannot be read.</exception>
    public static BrainAtlasCard Read(string folder)
    {
        try
        {
            return CardFile.Read<BrainAtlasCard>(Path.Combine(folder, FileName));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BrainAtlasException(folder, LackOf(folder, FileName));
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
