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
    public static void InReferences(JsonNode? root, ArchiveOptions options)
    {
        if (options.Layout != ArchiveLayout.Derivative)
        {
            return;
        }

        foreach (var (name, value) in (root as JsonObject ?? []).ToList())
        {
            if (RetainedFields.Find(name, JsonScope.Sidecar)?.Kind == FieldKind.Reference)
            {
                ((JsonObject)root!)[name] = Renamed(value, options);
            }
            else
            {
                InReferences(value, options);
            }
        }
    }

    /// <summary>The same of the text of a sidecar, which is cleaned before: only what may stay is looked at.</summary>
    public static string InReferences(string sidecar, string path, ArchiveOptions options)
    {
        var root = JsonFile.Parse(sidecar, path);
        JsonCleaner.Clean(root, JsonScope.Sidecar);
        InReferences(root, options);
        return JsonFile.Format(root);
    }

    private static JsonNode? Renamed(JsonNode? value, ArchiveOptions options) => value switch
    {
        JsonArray items => new JsonArray([.. items.Select(item => Renamed(item, options))]),
        JsonValue text when text.TryGetValue<string>(out var reference) => Renamed(reference, options),
        _ => value?.DeepClone(),
    };

    private static string Renamed(string reference, ArchiveOptions options)
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
        return reference[..at] + Stem(options.Layout, image, TreatmentOf(name, options.Method)) + image.Extension;
    }

    /// <summary>The treatment of an image that is named; of a series, which is always defaced, its name
    /// tells.</summary>
    private static Treatment TreatmentOf(ScanName name, ArchiveMethod method) => name.IsMap ? Treatment.Clear
        : method == ArchiveMethod.Reface && (name.IsHead || !name.Name.IsBids) ? Treatment.Reface : Treatment.Deface;
}
