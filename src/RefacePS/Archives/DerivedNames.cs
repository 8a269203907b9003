using System.Text.Json.Nodes;
using RefacePS.Deidentification;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>Names of images in the destination.</summary>
internal static class DerivedNames
{
    /// <summary>BIDS URIs of other data sets start with a name: <c>bids:raw:sub-01/...</c>.</summary>
    private const string OwnUri = "bids::";

    /// <summary>The name of an image without its extension.</summary>
    public static string Stem(ArchiveLayout layout, VolumePath image, Treatment treatment) =>
        layout != ArchiveLayout.Derivative || treatment == Treatment.Clear ? image.Stem
        : BidsName.Parse(image.ToString()).WithDescription(treatment == Treatment.Reface ? "refaced" : "defaced").Stem;

    /// <summary>
    /// Lets the fields of a sidecar that refer to images of the data set (<c>IntendedFor</c> and others) name them as
    /// they are called in the destination.
    /// </summary>
    /// <param name="root">The content of the sidecar.</param>
    /// <param name="path">Its path below the source, or that of its image.</param>
    /// <param name="options">What was asked for.</param>
    public static void InReferences(JsonNode? root, string path, ArchiveOptions options)
    {
        if (options.Layout != ArchiveLayout.Derivative)
        {
            return;
        }

        foreach (var (name, value) in (root as JsonObject ?? []).ToList())
        {
            if (RetainedFields.Find(name, JsonScope.Sidecar)?.Kind == FieldKind.Reference)
            {
                ((JsonObject)root!)[name] = Renamed(value, path, options);
            }
            else
            {
                InReferences(value, path, options);
            }
        }
    }

    /// <summary>The same of the text of a sidecar, which is cleaned before: only what may stay is looked at.</summary>
    public static string InReferences(string sidecar, string path, ArchiveOptions options)
    {
        var root = JsonFile.Parse(sidecar, path);
        JsonCleaner.Clean(root, JsonScope.Sidecar);
        InReferences(root, path, options);
        return JsonFile.Format(root);
    }

    private static JsonNode? Renamed(JsonNode? value, string path, ArchiveOptions options) => value switch
    {
        JsonArray items => new JsonArray([.. items.Select(item => Renamed(item, path, options))]),
        JsonValue text when text.TryGetValue<string>(out var reference) => Renamed(reference, path, options),
        _ => value?.DeepClone(),
    };

    private static string Renamed(string reference, string path, ArchiveOptions options)
    {
        var at = reference.LastIndexOfAny(['/', ':']) + 1;
        if (at == reference.Length)
        {
            return reference;
        }

        var image = VolumePath.Parse(reference[at..]);
        if (!image.IsVolume || (reference.StartsWith("bids:", StringComparison.Ordinal)
            && !reference.StartsWith(OwnUri, StringComparison.Ordinal)))
        {
            return reference;
        }

        var name = ScanName.Parse(reference[at..]);
        var treatment = name.IsMap ? Treatment.Clear
            : options.Method == ArchiveMethod.Reface && (name.IsHead || !name.Name.IsBids)
                && !IsSeries(reference, path, options.Source) ? Treatment.Reface : Treatment.Deface;
        return reference[..at] + Stem(options.Layout, image, treatment) + image.Extension;
    }

    /// <summary>True if the image that is named is one of several frames, which is always defaced. Names are taken from
    /// the data set, from the folder of the subject (the older form of BIDS), or from where the sidecar lies; none that
    /// leads out of the source is followed.</summary>
    private static bool IsSeries(string reference, string path, string source)
    {
        var below = reference.StartsWith(OwnUri, StringComparison.Ordinal) ? reference[OwnUri.Length..] : reference;
        if (!ArchivePath.IsBelow(below))
        {
            return false;
        }

        var folders = path.Split('/')[..^1];
        var subject = Array.FindIndex(folders, folder => folder.StartsWith("sub-", StringComparison.Ordinal));
        int[] depths = subject < 0 ? [0, folders.Length] : [subject, subject + 1, folders.Length];
        return depths.Select(depth => ArchivePath.Full(source, string.Join('/', [.. folders[..depth], below])))
            .Any(file => File.Exists(file) && ArchiveTree.IsWithin(file, source) && VolumeReader.IsSeries(file));
    }
}
