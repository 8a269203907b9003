using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RefacePS.Morphometry;

/// <summary>The lookup tables of label maps: what each number is called and how it is drawn, as different viewers read
/// it.</summary>
internal static class LabelTable
{
    /// <summary>Every table by the name of its file.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["brain-structures.tsv"] = Bids(),
        ["brain-structures.lut"] = FslEyes(),
        ["brain-structures.txt"] = ItkSnap(),
        ["brain-structures.json"] = Niivue(),
    };

    private static IEnumerable<(int Number, string Name, (byte R, byte G, byte B) Colour)> Rows =>
        Enum.GetValues<BrainStructure>()
            .Select(structure => ((int)structure, structure.ToString(), LabelColours.Of(structure)));

    /// <summary>BIDS: index, name and colour, tab-separated (BIDS 1.10, "Common image-derived labels").</summary>
    private static string Bids() => Lines(
        "index\tname\tcolor",
        Rows.Select(row => FormattableString.Invariant(
            $"{row.Number}\t{row.Name}\t#{row.Colour.R:x2}{row.Colour.G:x2}{row.Colour.B:x2}")));

    /// <summary>FSLeyes: number, red, green and blue from 0 to 1, name. It draws what has no line as nothing.</summary>
    private static string FslEyes() => Lines(
        null, Rows.Skip(1).Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Number} {row.Colour.R / 255.0:0.000} {row.Colour.G / 255.0:0.000} {row.Colour.B / 255.0:0.000} "
                + $"{row.Name}")));

    /// <summary>ITK-SNAP: number, red, green and blue from 0 to 255, opacity, whether it is shown in slices and as a
    /// mesh, name.</summary>
    private static string ItkSnap() => Lines(
        null, Rows.Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Number} {row.Colour.R} {row.Colour.G} {row.Colour.B} "
                + $"{Shown(row.Number)} {Shown(row.Number)} {Shown(row.Number)} \"{row.Name}\"")));

    /// <summary>niivue: a label colour map, parallel lists of red, green, blue, number and name.</summary>
    private static string Niivue() => JsonSerializer.Serialize(new
    {
        R = Rows.Select(row => (int)row.Colour.R),
        G = Rows.Select(row => (int)row.Colour.G),
        B = Rows.Select(row => (int)row.Colour.B),
        A = Rows.Select(row => 255 * Shown(row.Number)),
        I = Rows.Select(row => row.Number),
        labels = Rows.Select(row => row.Name),
    }) + "\n";

    private static int Shown(int number) => number == 0 ? 0 : 1;

    private static string Lines(string? heading, IEnumerable<string> rows)
    {
        var text = new StringBuilder();
        foreach (var line in heading is null ? rows : rows.Prepend(heading))
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }
}
