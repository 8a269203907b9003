using System.Text.Json.Nodes;
using RefacePS.Deidentification;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>The file that BIDS puts at the top of a data set.</summary>
internal static class DatasetDescription
{
    /// <summary>Its name.</summary>
    public const string FileName = "dataset_description.json";

    private const string Maker = "RefacePS";

    /// <summary>The version of BIDS whose fields are written where the source names none.</summary>
    private const string BidsVersion = "1.10.0";

    /// <summary>The source's own description, authors and licence too, with what was done.</summary>
    /// <param name="source">The source's description, or null; it is changed.</param>
    /// <param name="layout">What the destination is.</param>
    public static JsonObject Of(JsonObject? source, ArchiveLayout layout)
    {
        var description = source ?? [];
        JsonCleaner.Clean(description, JsonScope.Dataset);
        description["Name"] ??= "Scans without their faces";
        description["BIDSVersion"] ??= BidsVersion;
        if (layout == ArchiveLayout.Derivative)
        {
            description["DatasetType"] = "derivative";
        }

        Append(description, "GeneratedBy",
            new() { ["Name"] = Maker, ["Version"] = LibraryVersion.Text });
        if (description["DatasetDOI"]?.DeepClone() is { } doi)
        {
            Append(description, "SourceDatasets", new() { ["DOI"] = doi });
        }

        return description;
    }

    /// <summary>True if a description is one that was made here of a derivative.</summary>
    public static bool IsOfDerivative(JsonObject? description) =>
        description?["DatasetType"]?.ToString() == "derivative" && description["GeneratedBy"] is JsonArray makers
        && makers.Any(maker => maker is JsonObject made && made["Name"]?.ToString() == Maker);

    /// <summary>That of a data set; null where it has none that can be read.</summary>
    public static JsonObject? Read(string folder, CancellationToken cancel)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? JsonFile.Parse(JsonFile.ReadText(path, cancel), path) as JsonObject : null;
        }
        catch (RefacePSException)
        {
            // A derivative does without; of a twin the file itself fails, and is told of.
            return null;
        }
    }

    private static void Append(JsonObject description, string field, JsonObject item) =>
        description[field] =
            new JsonArray([.. (description[field] as JsonArray ?? []).Select(known => known?.DeepClone()), item]);
}
