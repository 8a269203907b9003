namespace RefacePS.Deidentification;

/// <summary>The JSON files in which a field is known.</summary>
internal enum JsonScope
{
    /// <summary>Descriptions of images.</summary>
    Sidecar,

    /// <summary><c>dataset_description.json</c>.</summary>
    Dataset,

    /// <summary>Descriptions of the columns of a table.</summary>
    Dictionary,
}

/// <summary>A field that stays in a JSON file.</summary>
/// <param name="Name">As BIDS, DICOM or converters write it.</param>
/// <param name="Kind">What it may hold.</param>
/// <param name="Scope">Where.</param>
/// <param name="Tag">The DICOM tag, where it is an attribute by this name; else null.</param>
internal sealed record RetainedField(string Name, FieldKind Kind, JsonScope Scope, uint? Tag);
