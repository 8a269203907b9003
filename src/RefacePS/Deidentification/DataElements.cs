using System.Collections.Frozen;
using System.Globalization;

namespace RefacePS.Deidentification;

/// <summary>
/// The attributes that DICOM knows, as data: PS3.6 2024d, Table 6-1. What is not among them has no meaning that anybody
/// could vouch for.
/// </summary>
internal static class DataElements
{
    private static readonly FrozenDictionary<uint, string> Representations = Read().ToFrozenDictionary();

    /// <summary>The two letters of an attribute's value representation; null where the standard does not know the
    /// attribute.</summary>
    /// <param name="tag">Group in the upper 16 bits, element in the lower.</param>
    public static string? RepresentationOf(uint tag) => Representations.GetValueOrDefault(tag);

    private static IEnumerable<KeyValuePair<uint, string>> Read() =>
        from cells in EmbeddedTable.Lines("data-elements.tsv").Skip(1)
        from element in cells[2].Split(' ')
        select KeyValuePair.Create(
            uint.Parse(cells[0] + element, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), cells[1]);
}
