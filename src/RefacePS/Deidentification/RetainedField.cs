namespace RefacePS.Deidentification;

/// <summary>Which JSON files a field is known in.</summary>
internal enum JsonScope
{
    /// <summary>What describes images.</summary>
    Sidecar,

    /// <summary><c>dataset_description.json</c>.</summary>
    Dataset,

    /// <summary>What describes the columns of a table.</summary>
    Dictionary,
}

/// <summary>A field that stays in a JSON file.</summary>
/// <param name="Name">As BIDS, DICOM or converters write it.</param>
/// <param name="Kind">What it may hold.</param>
/// <param name="Scope">Where.</param>
/// <param name="Tag">The DICOM tag, where it is an attribute by this name; else null.</param>
internal sealed record RetainedField(string Name, FieldKind Kind, JsonScope Scope, uint? Tag);
