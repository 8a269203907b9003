using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RefacePS.Files;

/// <summary>JSON files beside images and tables.</summary>
internal static class JsonFile
{
    private const long MaximumBytes = 1 << 26;

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Compact = new(Readable) { WriteIndented = false };

    /// <summary>The text of a file, which <see cref="Parse"/> can read.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    /// <exception cref="VolumeFormatException">It is no JSON.</exception>
    public static string ReadText(string path, CancellationToken cancellation)
    {
        using var source = VolumeSource.Open(path);
        if (source.MaximumLength > MaximumBytes)
        {
            throw Invalid(path, $"It is larger than {MaximumBytes >> 20} MiB.", null);
        }

        var bytes = new byte[source.MaximumLength];
        var length = source.ReadUpTo(bytes, cancellation);
        var text = TextFile.Decode(bytes.AsSpan(0, length)) ?? throw Invalid(path, "Its encoding is not known.", null);
        _ = Parse(text, path);
        return text;
    }

    /// <summary>Reads text as JSON. Of two fields of one name none is chosen: which is meant would be a
    /// guess.</summary>
    /// <exception cref="VolumeFormatException">It is no JSON, or holds what text cannot.</exception>
    public static JsonNode? Parse(string text, string path)
    {
        try
        {
            var node = JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false });
            RequireText(node);
            return node;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid(path, e.Message, e);
        }
    }

    /// <summary>The text to write.</summary>
    public static string Format(JsonNode? node) => (node?.ToJsonString(Readable) ?? "null") + "\n";

    /// <summary>The text to write of one value among others, a line.</summary>
    public static string FormatLine(JsonNode? node) => (node?.ToJsonString(Compact) ?? "null") + "\n";

    /// <summary>The exception that says what is wrong with a file.</summary>
    public static VolumeFormatException Invalid(string path, string what, Exception? inner) => new(
        VolumeFormatFault.InvalidSidecar, path, $"The JSON cannot be used: {what} Repair it or move it away.", inner);

    /// <summary>Half of a surrogate pair is no character, and could not be written as it is.</summary>
    private static void RequireText(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (_, value) in fields)
                {
                    RequireText(value);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    RequireText(item);
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                _ = value.GetValue<string>();
                break;
        }
    }
}
