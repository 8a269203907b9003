using System.Collections.Frozen;

namespace RefacePS.Deidentification;

/// <summary>
/// The fields that stay in JSON files: parameters of acquisition and reconstruction, what BIDS asks for, and what
/// describes a data set. All others go, whatever they are called.
/// </summary>
internal static class RetainedFields
{
    private static readonly RetainedField[] Rows =
    [
        .. EmbeddedTable.Lines("retained-fields.tsv").Skip(1).Select(cells => new RetainedField(
            cells[0], Enum.Parse<FieldKind>(cells[1]), Enum.Parse<JsonScope>(cells[2]), DicomSpelling.Tag(cells[3]))),
    ];

    private static readonly FrozenDictionary<(JsonScope, string), RetainedField> ByKey =
        Rows.ToFrozenDictionary(row => (row.Scope, DicomSpelling.Key(row.Name)));

    private static readonly FrozenDictionary<uint, RetainedField> ByTag =
        Rows.Where(row => row is { Tag: not null, Scope: JsonScope.Sidecar }).ToFrozenDictionary(row => row.Tag!.Value);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RetainedField> All => Rows;

    /// <summary>
    /// The field of a name, whatever its case and spelling; null where it is not to stay. A name with a full stop, or
    /// with signs that no converter writes, is none: more than the field's name would stay.
    /// </summary>
    public static RetainedField? Find(string name, JsonScope scope) =>
        DicomSpelling.Tag(name) is { } tag ? ByTag.GetValueOrDefault(tag)
        : IsPlain(name) ? ByKey.GetValueOrDefault((scope, DicomSpelling.Key(name)))
        : null;

    private static bool IsPlain(string name) =>
        name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or ' ' or '\'');
}
