using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RefacePS.Files;

/// <summary>
/// The JSON file that BIDS puts beside an image: the fields that came with the input, and what was done to the face.
/// </summary>
public static class Sidecar
{
    private const string Method = "DeidentificationMethod";
    private const string Record = "RefacePS";
    private const string MethodCodes = "DeidentificationMethodCodeSequence";
    private const long MaximumBytes = 1 << 24;

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string Version = typeof(Sidecar).Assembly.GetName().Version!.ToString(3);

    /// <summary>
    /// The text of the sidecar of a volume. The input's own fields keep their order and values, except those that may
    /// name a person. A defaced or refaced volume gets <c>DeidentificationMethod</c> and
    /// <c>DeidentificationMethodCodeSequence</c> (BIDS 1.10; DICOM PS3.16, CID 7050: 113102); every volume a
    /// <c>RefacePS</c> object with version, kind, model, quality and history.
    /// </summary>
    /// <param name="volume">The volume.</param>
    /// <param name="keepHeaderText">Whether fields that may name a person are kept too.</param>
    /// <exception cref="VolumeFormatException">The sidecar the volume came with is not a JSON object.</exception>
    public static string Build(Volume volume, bool keepHeaderText = false)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var fields = volume.Header?.Sidecar is { } text ? Parse(text, volume.Name) : [];
        if (!keepHeaderText)
        {
            IdentityFields.Remove(fields);
        }

        if (volume.Kind != VolumeKind.Original)
        {
            fields[Method] = Appended(fields[Method], MethodOf(volume));
            fields[MethodCodes] = WithCode(fields[MethodCodes]);
        }

        // What was only read and written again stays what its own sidecar says it is.
        if (volume.Kind != VolumeKind.Original || fields[Record] is null)
        {
            fields[Record] = Provenance(volume);
        }

        return fields.ToJsonString(Readable) + "\n";
    }

    /// <summary>Whether the sidecar that a volume came with says that it was de-identified.</summary>
    internal static bool IsMarked(Volume volume) => volume.Header?.Sidecar is { } text
        && Parse(text, volume.Name)[Method] is not null;

    /// <summary>What the sidecar that a volume came with says was done to its face.</summary>
    internal static VolumeKind KindOf(Volume volume) =>
        Enum.TryParse<VolumeKind>(Recorded(volume, "Kind"), out var kind) ? kind : VolumeKind.Original;

    /// <summary>Name and version of the model that made the face, as the sidecar that a volume came with has it; null
    /// where it names none.</summary>
    internal static string? ModelOf(Volume volume) => Recorded(volume, "Model");

    private static string? Recorded(Volume volume, string field) =>
        volume.Header?.Sidecar is { } text && Parse(text, volume.Name)[Record] is JsonObject record
        ? record[field]?.ToString() : null;

    /// <summary>Writes the sidecar of a volume beside its image, atomically.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="imagePath">The image; the sidecar has the same stem and ends in .json.</param>
    /// <param name="options">What may be replaced and kept.</param>
    /// <returns>Full path of the sidecar.</returns>
    /// <exception cref="VolumeFileException">There is a file already, the folder cannot be written, or the disk is
    /// full.</exception>
    /// <exception cref="VolumeFormatException">The sidecar the volume came with is not a JSON object.</exception>
    public static string Write(Volume volume, string imagePath, NiftiWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var path = VolumePath.Parse(imagePath).SidecarFile;
        var text = Encoding.UTF8.GetBytes(Build(volume, options.KeepHeaderText));
        AtomicFile.Write(path, options.Overwrite, stream => stream.Write(text));
        return path;
    }

    /// <summary>The text of the sidecar of an image, or null where it has none.</summary>
    /// <exception cref="VolumeFormatException">It is not a JSON object.</exception>
    internal static string? ReadText(VolumePath image, CancellationToken cancellation)
    {
        if (!File.Exists(image.SidecarFile))
        {
            return null;
        }

        using var source = VolumeSource.Open(image.SidecarFile);
        if (source.MaximumLength > MaximumBytes)
        {
            throw Invalid(image.SidecarFile, $"It is larger than {MaximumBytes >> 20} MiB.", null);
        }

        var bytes = new byte[source.MaximumLength];
        var length = source.ReadUpTo(bytes, cancellation);
        using var reader = new StreamReader(new MemoryStream(bytes, 0, length));
        var text = reader.ReadToEnd();
        _ = Parse(text, image.SidecarFile);
        return text;
    }

    private static JsonObject Parse(string text, string path)
    {
        try
        {
            // Which of two fields of one name is meant would be a guess.
            return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new JsonException("Its root is not an object.");
        }
        catch (JsonException e)
        {
            throw Invalid(path, e.Message, e);
        }
    }

    private static VolumeFormatException Invalid(string path, string what, Exception? inner) => new(
        VolumeFormatFault.InvalidSidecar, path, $"The JSON sidecar cannot be used: {what} Repair it or move it away.",
        inner);

    private static string MethodOf(Volume volume) => volume.Kind == VolumeKind.Defaced
        ? $"RefacePS {Version}: face removed"
        : $"RefacePS {Version}: face removed and replaced by an artificial one ({volume.Model ?? "unnamed model"})";

    private static JsonArray WithCode(JsonNode? codes)
    {
        const string cleanVisualFeatures = "113102";
        return codes is JsonArray known && known.OfType<JsonObject>()
            .Any(code => code["CodeValue"]?.ToString() == cleanVisualFeatures)
            ? (JsonArray)known.DeepClone()
            : Appended(codes, new JsonObject
            {
                ["CodeValue"] = cleanVisualFeatures,
                ["CodeMeaning"] = "Clean Recognizable Visual Features Option",
                ["CodingSchemeDesignator"] = "DCM",
            });
    }

    /// <summary>A list with one more item; a single value that stood in place of a list becomes its first.</summary>
    private static JsonArray Appended(JsonNode? list, JsonNode item) => list?.DeepClone() switch
    {
        null => [item],
        JsonArray items => [.. items.Select(known => known?.DeepClone()), item],
        var single => [single, item],
    };

    private static JsonObject Provenance(Volume volume) => new()
    {
        ["Version"] = Version,
        ["Kind"] = volume.Kind.ToString(),
        ["Model"] = volume.Model,
        ["Quality"] = volume.Quality is { } quality ? QualityOf(quality) : null,
        ["History"] = Texts(volume.History),
    };

    private static JsonObject QualityOf(DefaceQuality quality) => new()
    {
        ["Status"] = quality.Status.ToString(),
        ["RegistrationScore"] = Number(quality.RegistrationScore),
        ["FaceAgreement"] = Number(quality.FaceAgreement),
        ["BrainVoxelsRemoved"] = quality.BrainVoxelsRemoved,
        ["FaceRemaining"] = Number(quality.FaceRemaining),
        ["FaceInView"] = Number(quality.FaceInView),
        ["SecondLook"] = quality.SecondLook.ToString(),
        ["FaceShown"] = Number(quality.FaceShown),
        ["Reasons"] = Texts(quality.Reasons),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    /// <summary>JSON has no number that is not finite.</summary>
    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
