using System.Text.RegularExpressions;

namespace RefacePS.Deidentification;

/// <summary>
/// A table written as text, the first line the names of columns: cells set apart by tabs (TSV), commas, semicolons or
/// bars (CSV), which a cell in quotes may hold too, as line ends (RFC 4180). Cells keep their quotes.
/// </summary>
internal sealed partial class DelimitedText
{
    private const char Quote = '"';
    private const char Comment = '#';

    private DelimitedText(char separator, List<string[]> rows) =>
        (Separator, Heading, Rows) = (separator, rows[0], rows[1..]);

    /// <summary>The character between cells.</summary>
    public char Separator { get; }

    /// <summary>The first row.</summary>
    public string[] Heading { get; }

    /// <summary>The other rows.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>Comments above the heading, which are no rows.</summary>
    public int Comments { get; private init; }

    /// <summary>Takes a text apart that is not empty; empty lines are left out.</summary>
    public static DelimitedText Parse(string text)
    {
        var plain = text.ReplaceLineEndings("\n");
        var separator = SeparatorOf(plain);
        var rows = ReadRows(plain, separator).ToList();
        var above = rows.TakeWhile((_, index) => IsAboveHeading(rows, index)).Count();
        return new(separator, rows.Count == 0 ? [[""]] : Whole(rows[above..])) { Comments = above };
    }

    /// <summary>The text of a cell, without its quotes.</summary>
    public static string Value(string cell)
    {
        var text = cell.Trim();
        return text.Length >= 2 && text[0] == Quote && text[^1] == Quote
            ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }

    /// <summary>Some of the rows and cells as text again.</summary>
    public string Format(IEnumerable<IEnumerable<string>> rows) =>
        string.Concat(rows.Select(cells => string.Join(Separator, cells) + "\n"));

    /// <summary>True if a line is a comment above the heading, or Excel's word on the separator.</summary>
    private static bool IsAboveHeading(List<string[]> rows, int index) => index + 1 < rows.Count
        && (rows[index][0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase)
            || (IsComment(rows[index]) && (IsComment(rows[index + 1])
                || rows[index].Length == 1 || rows[index].Length != rows[index + 1].Length)));

    private static bool IsComment(string[] cells) => cells[0].StartsWith(Comment);

    /// <summary>R names rows in a column that it gives no name. One row may as well have a cell too many.</summary>
    private static List<string[]> Whole(List<string[]> rows) =>
        rows.Count > 2 && rows.Skip(1).All(cells => cells.Length == rows[0].Length + 1 && cells[^1].Length > 0)
            ? [["", .. rows[0]], .. rows.Skip(1)] : rows;

    /// <summary>A tab wherever there is one; else what is most frequent in the first line that is no comment. What
    /// cells hold in quotes sets none apart, unless nothing else does.</summary>
    private static char SeparatorOf(string text)
    {
        const char tab = '\t';
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var first = Array.Find(lines, line => line[0] != Comment && !line.StartsWith("sep=", StringComparison.Ordinal))
            ?? lines.FirstOrDefault() ?? "";
        var bare = QuotedCell().Replace(first, "");
        first = bare.AsSpan().ContainsAny(tab, ',', ';') || bare.Contains('|', StringComparison.Ordinal) ? bare : first;
        return first.Contains(tab) ? tab
            : ((char[])[',', ';', '|']).Select(sign => (Sign: sign, Count: first.Count(letter => letter == sign)))
                .Where(found => found.Count > 0).DefaultIfEmpty((Sign: tab, Count: 0)).MaxBy(found => found.Count).Sign;
    }

    private static IEnumerable<string[]> ReadRows(string text, char separator)
    {
        var (cells, at, hasQuotes) = (new List<string>(), 0, true);
        while (at <= text.Length)
        {
            var end = hasQuotes && at < text.Length && text[at] == Quote ? EndOfQuoted(text, at, separator) : -1;

            // Where one quote is never closed, the others are not looked after either: each would cost a whole search.
            hasQuotes &= end >= 0 || at == text.Length || text[at] != Quote;
            end = end >= 0 ? end : EndOfPlain(text, at, separator);
            cells.Add(text[at..end]);
            if (end == text.Length || text[end] == '\n')
            {
                if (cells.Count > 1 || cells[0].Trim().Length > 0)
                {
                    yield return [.. cells];
                }

                cells.Clear();
            }

            at = end + 1;
        }
    }

    private static int EndOfPlain(string text, int start, char separator)
    {
        var length = text.AsSpan(start).IndexOfAny(separator, '\n');
        return length < 0 ? text.Length : start + length;
    }

    /// <summary>The end of a cell in quotes, behind a quote before a separator or line end; -1 where there is none, so
    /// that the quote is a sign like any other.</summary>
    private static int EndOfQuoted(string text, int start, char separator)
    {
        for (var close = text.IndexOf(Quote, start + 1); close >= 0; close = text.IndexOf(Quote, close + 1))
        {
            if (close + 1 == text.Length || text[close + 1] == '\n' || text[close + 1] == separator)
            {
                return close + 1;
            }

            close += text[close + 1] == Quote ? 1 : 0;
        }

        return -1;
    }

    /// <summary>A whole cell in quotes; a quote amid a cell is a sign like any other.</summary>
    [GeneratedRegex("""(?<=^|[\t,;|])"(?:[^"]|"")*"(?=$|[\t,;|])""", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedCell();
}
