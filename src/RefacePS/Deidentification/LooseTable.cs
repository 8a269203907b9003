using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace RefacePS.Deidentification;

/// <summary>
/// Tells a table of people in a text whose cells nobody can tell apart for sure: set apart by spaces, colons or other
/// signs, aligned by hand, or below a title.
/// </summary>
internal static partial class LooseTable
{
    /// <summary>Lines that are looked at: a heading stands above its table.</summary>
    private const int LinesAtMost = 50;

    /// <summary>Cells that a row may have more than the heading, for names of rows and for words of a name.</summary>
    private const int MoreCells = 3;

    private static readonly char[] Signs = [',', ';', '|', '\t'];

    /// <summary>Words of sentences and of programs, which no heading has.</summary>
    private static readonly FrozenSet<string> Prose = FrozenSet.ToFrozenSet(
        [
            "the", "of", "and", "or", "is", "are", "was", "were", "in", "to", "for", "we", "this", "that", "these", "a",
            "an", "with", "from", "by", "at", "be", "has", "have", "not", "no", "it", "its", "as", "your", "our", "all",
            "see", "und", "der", "die", "das", "von", "le", "la", "les", "des", "du", "et", "el", "los", "import",
            "def", "class", "return", "if", "else", "echo", "cd", "set", "export", "function", "using", "var", "let",
            "const", "select", "insert", "into",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>True if one of the first lines is the heading of a table with columns of people.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">The first line, comments aside, that may be one.</param>
    public static bool NamesPeople(string text, int from = 0)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n', LinesAtMost + 1).Take(LinesAtMost)
            .Where(line => !IsComment(line)).SkipWhile(string.IsNullOrWhiteSpace).ToList();
        for (var i = from; i < lines.Count; i++)
        {
            var below = lines.Skip(i + 1).TakeWhile(line => !string.IsNullOrWhiteSpace(line)).ToList();
            if (below.Count > 0 && Splittings(lines[i]).Any(split =>
                IsHeading(split, lines[i], i > 0 ? lines[i - 1] : "", below)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsComment(string line) => line.TrimStart() is ['#' or '%', ..] or ['/', '/', ..]
        || line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The ways to take a line apart. Runs of spaces may stand between words of a name, so that both these and all
    /// spaces are tried.
    /// </summary>
    private static IEnumerable<Func<string, string[]>> Splittings(string line)
    {
        if (Array.Exists(Signs, line.Contains))
        {
            return Signs.Where(line.Contains).Select(sign => (Func<string, string[]>)(text => Cells(text.Split(sign))));
        }

        var trimmed = line.Trim();
        return trimmed.Contains(' ', StringComparison.Ordinal)
            ? [text => Cells(Spaces().Split(text)), text => Cells(ManySpaces().Split(text))]
            : [text => Cells(text.Split(':', '~', '^', '!'))];
    }

    private static string[] Cells(string[] parts) =>
        [.. parts.Select(part => part.Trim().Trim('"', '\'').Trim()).Where(part => part.Length > 0)];

    /// <summary>True for the first of lines with so many cells, if it names columns of people.</summary>
    private static bool IsHeading(Func<string, string[]> split, string line, string above, List<string> below)
    {
        var cells = split(line);
        if (cells.Length < 2 || Program().IsMatch(line)
            || (split(above).Length == cells.Length && !Title().IsMatch(above))
            || Array.Exists(cells, cell => Prose.Contains(cell) || cell.EndsWith('.') || cell.EndsWith(':')))
        {
            return false;
        }

        // A rule below a heading has no cells.
        var rows = below.Where(row => row.Any(char.IsLetterOrDigit)).Select(split).ToList();
        return rows.Count > 0 && (Array.Exists(cells, IdentifyingColumns.IsSure) ? Fits(rows[0], cells.Length)
            : !line.AsSpan().ContainsAny(Signs) && IsOfPeople(cells, rows));
    }

    /// <summary>
    /// True for cells that may be words of a text too, over rows that are nothing but those of a table. Regions and
    /// electrodes have a name as well, but stand beside no age.
    /// </summary>
    private static bool IsOfPeople(string[] cells, List<string[]> rows) =>
        (Array.Exists(cells, cell => IsColumn(cell, keepTimes: true)
                && (!cell.Equals("name", StringComparison.OrdinalIgnoreCase) || Array.Exists(cells, IsOfSubjects)))
            || Array.Exists(cells, cell => IsColumn(cell, keepTimes: false))
                && Array.Exists(rows[0], CalendarDays.IsDay))
        && rows.TrueForAll(row => row.Length >= cells.Length && Fits(row, cells.Length)
            && Array.Exists(row, cell => cell.Any(char.IsDigit)));

    private static bool IsOfSubjects(string cell) => IdentifyingColumns.IsOfStudies(cell)
        || cell.ToUpperInvariant() is "ID" or "SUBJECT" or "PARTICIPANT" or "SUBJECT_ID";

    private static bool IsColumn(string cell, bool keepTimes) => !IdentifyingColumns.IsForeign(cell)
        && IdentifyingColumns.Contains(cell, "", keepTimes);

    private static bool Fits(string[] row, int columns) =>
        row.Length >= columns - 1 && row.Length > 1 && row.Length <= columns + MoreCells;

    /// <summary>Signs of programs, of their lists, and of settings.</summary>
    [GeneratedRegex(@"[=({[]|:\s|:$|^\s*[-*>]\s|,\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Program();

    /// <summary>Such as <c>Table 1</c>.</summary>
    [GeneratedRegex(@"^\s*(table|tab\.|tabelle|tableau|tabla|tabella)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Title();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\s{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex ManySpaces();
}
