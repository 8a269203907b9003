using RefacePS.Atlases;
using RefacePS.Files;

namespace RefacePS.Morphometry.Building;

/// <summary>
/// The structures that the labels of a label map stand for: a text file with a line a structure, its name, a tab, and
/// the labels with spaces between. Labels that it does not name are background.
/// </summary>
internal sealed class StructureTable
{
    private const int MostLabels = 65536;
    private readonly byte[] structures;

    private StructureTable(byte[] structures) => this.structures = structures;

    /// <summary>The structure of every label, by the label.</summary>
    public ReadOnlySpan<byte> Structures => structures;

    /// <summary>Reads a table; the first line is a heading.</summary>
    /// <exception cref="AtlasSourceException">It cannot be read or understood
    /// (<c>StructureTableInvalid</c>).</exception>
    public static StructureTable Read(string path)
    {
        try
        {
            return Parse(File.ReadAllLines(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new AtlasSourceException(
                "StructureTableInvalid", $"'{path}' is not a table of structures: {fault.Message}");
        }
    }

    /// <summary>Reads lines, the first of which is a heading.</summary>
    /// <exception cref="FormatException">A line names no structure, or a label that is no number or named
    /// before.</exception>
    internal static StructureTable Parse(IReadOnlyList<string> lines)
    {
        var structures = new byte[MostLabels];
        foreach (var line in lines.Skip(1).Where(line => line.Trim().Length > 0))
        {
            var cells = line.Split('\t');
            if (cells.Length != 2 || !EnumName.TryParse<BrainStructure>(cells[0].Trim(), out var structure))
            {
                throw new FormatException($"'{line}' is not the name of a structure, a tab, and labels.");
            }

            foreach (var word in cells[1]
                .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (!ushort.TryParse(word, out var label) || label == 0 || structures[label] != 0)
                {
                    throw new FormatException(
                        $"'{word}' of {structure} is not a label from 1 to 65535 that no other line names.");
                }

                structures[label] = (byte)structure;
            }
        }

        return new StructureTable(structures);
    }
}
