using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RefacePS.Files;

/// <summary>The JSON files in which models and atlases say what they are.</summary>
internal static class CardFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a card.</summary>
    /// <exception cref="JsonException">It is not one: not JSON, or a field is missing or of another type.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static TCard Read<TCard>(string path)
        where TCard : class
    {
        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<TCard>(stream, Json) ?? throw new JsonException("it is null");
    }

    /// <summary>Writes a card, whole or not at all.</summary>
    /// <exception cref="VolumeFileException">It cannot be written.</exception>
    public static void Write<TCard>(string path, TCard card)
        where TCard : class =>
        AtomicFile.Write(path, overwrite: true, stream => JsonSerializer.Serialize(stream, card, Json));
}
