using System.Text;
using System.Text.Json.Nodes;
using RefacePS.Deidentification;

namespace RefacePS.Files;

/// <summary>
/// The JSON file that BIDS puts beside an image: the fields that came with the input, and what was done to the face.
/// </summary>
public static class Sidecar
{
    private const string Method = "DeidentificationMethod";
    /// <summary>Name of the object that says what was done to an image.</summary>
    internal const string Record = "RefacePS";

    private const string ImageSha256 = "ImageSha256";
    private const string MethodCodes = "DeidentificationMethodCodeSequence";

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
            JsonCleaner.Clean(fields, JsonScope.Sidecar);
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

        return JsonFile.Format(fields);
    }

    /// <summary>All that the sidecar that a volume came with says of it; to be asked once, as it takes the hash of the
    /// image.</summary>
    internal static SidecarClaim ClaimOf(Volume volume)
    {
        if (volume.Header?.Sidecar is not { } text)
        {
            return default;
        }

        var fields = Parse(text, volume.Name);
        var record = fields[Record] as JsonObject;
        return new(
            fields[Method] is not null, KindOf(record),
            record?[ImageSha256]?.ToString() is { } hash && hash == ImageHash.Of(volume));
    }

    /// <summary>The volume, with what the sidecar that it was imported with says of its face where it does not say so
    /// itself.</summary>
    /// <exception cref="VolumeFormatException">The sidecar is not a JSON object.</exception>
    public static Volume Described(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return volume.Kind != VolumeKind.Original ? volume
            : volume with { Kind = KindOf(volume), Model = ModelOf(volume) };
    }

    /// <summary>The same, where the sidecar was written with this very image: what is said of another is not
    /// believed.</summary>
    internal static Volume Proven(Volume volume) => IsOf(volume) ? Described(volume) : volume;

    /// <summary>The state of a volume's face by the sidecar that came with it.</summary>
    internal static VolumeKind KindOf(Volume volume) => KindOf(RecordIn(volume));

    /// <summary>Name and version of the model that made the face, as the sidecar that a volume came with has it; null
    /// where it names none.</summary>
    internal static string? ModelOf(Volume volume) => Recorded(volume, "Model");

    /// <summary>
    /// True if the sidecar that a volume came with was written with this very image: it has its hash (see
    /// <see cref="ImageHash"/>). What a sidecar says of another image is worth nothing.
    /// </summary>
    internal static bool IsOf(Volume volume) => Recorded(volume, ImageSha256) is { } hash
        && hash == ImageHash.Of(volume);

    private static VolumeKind KindOf(JsonObject? record) =>
        EnumName.TryParse<VolumeKind>(record?["Kind"]?.ToString(), out var kind) ? kind : VolumeKind.Original;

    private static string? Recorded(Volume volume, string field) => RecordIn(volume)?[field]?.ToString();

    private static JsonObject? RecordIn(Volume volume) =>
        volume.Header?.Sidecar is { } text ? Parse(text, volume.Name)[Record] as JsonObject : null;

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
        AtomicFile.Write(path, options.Overwrite, stream => stream.Write(text), options.Mode);
        return path;
    }

    /// <summary>
    /// The text of the sidecar of an image; no text where it has none, or one that cannot be used: then it is said why.
    /// </summary>
    internal static (string? Text, string? Fault) ReadText(VolumePath image, CancellationToken cancellation)
    {
        try
        {
            return (File.Exists(image.SidecarFile) ? ReadFields(image.SidecarFile, cancellation) : null, null);
        }
        catch (RefacePSException e) when (e is VolumeFormatException or VolumeFileException)
        {
            return (null, e.Message);
        }
    }

    private static string ReadFields(string path, CancellationToken cancellation)
    {
        var text = JsonFile.ReadText(path, cancellation);
        _ = Parse(text, path);
        return text;
    }

    private static JsonObject Parse(string text, string path) =>
        JsonFile.Parse(text, path) as JsonObject ?? throw JsonFile.Invalid(path, "Its root is not an object.", null);

    /// <summary>The treatment of the face, in a line.</summary>
    internal static string MethodOf(Volume volume)
    {
        var model = volume.Model ?? "unnamed model";
        return volume.Kind switch
        {
            VolumeKind.Defaced => $"RefacePS {Version}: face removed",
            VolumeKind.Raw => $"RefacePS {Version}: face removed, and the whole head drawn anew ({model})",
            _ => $"RefacePS {Version}: face removed and replaced by an artificial one ({model})",
        };
    }

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

    /// <summary>The record of an image whose file itself says what was done to it, and proves it.</summary>
    internal static JsonObject RecordOf(Volume image, VolumeKind kind, string? model) => new()
    {
        ["Kind"] = kind.ToString(), ["Model"] = model, [ImageSha256] = ImageHash.Of(image),
    };

    private static JsonObject Provenance(Volume volume) => new()
    {
        ["Version"] = Version,
        ["Kind"] = volume.Kind.ToString(),
        ["Model"] = volume.Model,
        ["ModelSha256"] = volume.ModelHash,
        ["AtlasSha256"] = volume.AtlasHash,
        [ImageSha256] = volume.Kind == VolumeKind.Original ? null : ImageHash.Of(volume),
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
        ["FaceDeviation"] = Number(quality.FaceDeviation),
        ["Reasons"] = Texts(quality.Reasons),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    /// <summary>JSON has no number that is not finite.</summary>
    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
