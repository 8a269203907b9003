using System.Collections.Frozen;
using System.Globalization;

namespace RefacePS.Deidentification;

/// <summary>
/// The Basic Application Level Confidentiality Profile of DICOM with its options, as data: PS3.15 2024b, Table E.1-1.
/// It says of every attribute that may identify a person what is done with it.
/// </summary>
internal static class ConfidentialityProfile
{
    /// <summary>The edition of the standard that the table is taken from.</summary>
    public const string Edition = "2024b";

    private static readonly FrozenDictionary<string, ProfileAction> Codes = new Dictionary<string, ProfileAction>
    {
        ["-"] = ProfileAction.None,
        ["K"] = ProfileAction.Keep,
        ["C"] = ProfileAction.Clean,
        ["X"] = ProfileAction.Remove,
        ["Z"] = ProfileAction.Empty,
        ["D"] = ProfileAction.Replace,
        ["U"] = ProfileAction.ReplaceUid,
        ["X/Z"] = ProfileAction.RemoveOrEmpty,
        ["X/D"] = ProfileAction.RemoveOrReplace,
        ["X/Z/D"] = ProfileAction.RemoveOrEmptyOrReplace,
        ["Z/D"] = ProfileAction.EmptyOrReplace,
        ["X/Z/U*"] = ProfileAction.RemoveOrEmptyOrReplaceUids,
    }.ToFrozenDictionary();

    /// <summary>Private attributes, those of odd groups, have one row for all.</summary>
    private static readonly ConfidentialAttribute Private = new(
        "gggg,eeee", "", ProfileAction.Remove,
        new Dictionary<ProfileOptions, ProfileAction> { [ProfileOptions.RetainSafePrivate] = ProfileAction.Clean });

    private static readonly ConfidentialAttribute[] Rows = [.. ReadRows()];

    private static readonly FrozenDictionary<uint, ConfidentialAttribute> ByTag =
        Rows.Where(row => !IsRepeating(row)).ToFrozenDictionary(row => DicomSpelling.Tag(row.Tag)!.Value);

    private static readonly ConfidentialAttribute[] Repeating = Array.FindAll(Rows, IsRepeating);

    /// <summary>TreatmentSite and TreatmentSites have one key, and are treated alike.</summary>
    private static readonly FrozenDictionary<string, ConfidentialAttribute> ByKey =
        Rows.DistinctBy(row => DicomSpelling.Key(row.Keyword))
            .ToFrozenDictionary(row => DicomSpelling.Key(row.Keyword));

    /// <summary>Every row, in the order of tags; the one of private attributes is not among them.</summary>
    public static IReadOnlyList<ConfidentialAttribute> Attributes => Rows;

    /// <summary>The profile's action for an attribute; null where it says nothing.</summary>
    /// <param name="tag">Group in the upper 16 bits, element in the lower.</param>
    public static ConfidentialAttribute? Find(uint tag) =>
        (tag >> 16 & 1) != 0 && !IsCurve(tag) ? Private
        : ByTag.TryGetValue(tag, out var row) ? row
        : Array.Find(Repeating, pattern => Matches(pattern.Tag, tag));

    /// <summary>The profile's action for a name, however it is spelled: keyword, name or tag; null where it says
    /// nothing.</summary>
    public static ConfidentialAttribute? Find(string name) =>
        DicomSpelling.Tag(name) is { } tag ? Find(tag) : ByKey.GetValueOrDefault(DicomSpelling.Key(name));

    private static bool IsRepeating(ConfidentialAttribute row) => row.Tag.Contains('x', StringComparison.Ordinal);

    /// <summary>Groups 5000 to 50FF hold curves; the odd ones were never private.</summary>
    private static bool IsCurve(uint tag) => tag >> 24 == 0x50;

    private static bool Matches(string pattern, uint tag)
    {
        var digits = tag.ToString("X8", CultureInfo.InvariantCulture);
        return digits.Zip(pattern.Where(letter => letter != ','))
            .All(pair => pair.Second == 'x' || pair.First == pair.Second);
    }

    private static IEnumerable<ConfidentialAttribute> ReadRows()
    {
        var lines = EmbeddedTable.Lines("confidentiality-profile.tsv").ToList();
        var options = lines[0][3..].Select(Enum.Parse<ProfileOptions>).ToArray();
        foreach (var cells in lines.Skip(1))
        {
            var actions = options.Zip(cells[3..].Select(code => Codes[code]))
                .Where(pair => pair.Second != ProfileAction.None);
            yield return new(cells[0], cells[1], Codes[cells[2]],
                actions.ToFrozenDictionary(pair => pair.First, pair => pair.Second));
        }
    }
}
