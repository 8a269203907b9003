using System.Globalization;
using System.Text.RegularExpressions;

namespace RefacePS.Deidentification;

/// <summary>The way in which a table is cleaned.</summary>
/// <param name="Suffix">The last part of its name, such as <c>participants</c>.</param>
/// <param name="KeepTimes">Whether moments stay.</param>
/// <param name="Keeps">Whether a row stays, by the value of its first column; null for all.</param>
/// <param name="Shift">What moves the moments of scans; null where that column goes with the others.</param>
internal sealed record TableCleaning(string Suffix, bool KeepTimes = false, Predicate<string>? Keeps = null,
    TimeShift? Shift = null);

/// <summary>A table that was cleaned.</summary>
/// <param name="Text">What is left; the very text that was given where nothing had to go.</param>
/// <param name="Notices">What a person should look at, a line each.</param>
internal sealed record CleanedTable(string Text, IReadOnlyList<string> Notices);

/// <summary>Takes rows and columns out of tables (<see cref="DelimitedText"/>).</summary>
internal static partial class TableCleaner
{
    /// <summary>Older people are few: HIPAA's Safe Harbor has them in one class (45 CFR 164.514(b)(2)(i)(C)).</summary>
    private const double OldestAge = 89;

    private const int WordsOfFreeText = 3;
    private const int MostLevels = 12;

    /// <summary>Cleans a table.</summary>
    /// <exception cref="FormatException">Its first line names no columns, so that nobody knows what they
    /// hold.</exception>
    public static CleanedTable Clean(string text, TableCleaning cleaning)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new(text, []);
        }

        var table = DelimitedText.Parse(text);
        string[] heading = [.. table.Heading.Select(DelimitedText.Value)];
        RequireNames(heading, cleaning.Suffix);
        bool[] stays = [.. heading.Select(name => StaysColumn(name, cleaning))];
        var listed = table.Rows.Where(cells => cleaning.Keeps?.Invoke(DelimitedText.Value(cells[0])) ?? true).ToList();
        var rows = listed.Where(cells => Fits(cells, stays)).ToList();
        var notices = Notices(heading, stays, rows, cleaning).ToList();
        if (table.Comments + listed.Count - rows.Count is var odd and > 0)
        {
            notices.Add($"{odd} lines are comments, or do not have the cells that the heading names, and were left "
                + "out.");
        }

        var time = cleaning.Shift is null ? -1 : Array.IndexOf(heading, IdentifyingColumns.Time);
        if (time >= 0)
        {
            rows.ForEach(cells => Move(cells, time, cleaning.Shift!));
        }

        var cleaned = table.Format(rows.Prepend(table.Heading)
            .Select(cells => cells.Where((_, column) => column >= stays.Length || stays[column])));
        return new(cleaned == text.ReplaceLineEndings("\n") ? text : cleaned, notices);
    }

    private static bool StaysColumn(string name, TableCleaning cleaning) =>
        name == IdentifyingColumns.Time && cleaning.Shift is not null
        || !IdentifyingColumns.Contains(name, cleaning.Suffix, cleaning.KeepTimes);

    /// <summary>Days and subjects name no columns, and words in a row with nothing between them but spaces may be
    /// several.</summary>
    private static void RequireNames(string[] heading, string suffix)
    {
        var words = heading.Length == 1 ? heading[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        if (Array.Exists(heading, name => NoName().IsMatch(name))
            || (words.Length > 1 && Array.Exists(words, word =>
                IdentifyingColumns.Contains(word, suffix, keepTimes: false))))
        {
            throw new FormatException("Its first line names no columns that are set apart by tabs or commas, so that "
                + "it cannot be cleaned. It is left out; give it a heading.");
        }
    }

    /// <summary>Cells beyond the heading belong to no column; a row that lacks some may have lost them
    /// anywhere.</summary>
    private static bool Fits(string[] cells, bool[] stays) => cells.Length == stays.Length
        || (cells.Length > stays.Length ? cells.Skip(stays.Length).All(string.IsNullOrWhiteSpace)
            : Array.TrueForAll(stays, column => column) && !cells[0].StartsWith('#'));

    private static void Move(string[] cells, int column, TimeShift shift)
    {
        if (column < cells.Length)
        {
            cells[column] = shift.Apply(DelimitedText.Value(cells[column]));
        }
    }

    private static IEnumerable<string> Notices(
        string[] heading, bool[] stays, List<string[]> rows, TableCleaning cleaning)
    {
        string[] gone = [.. heading.Where((_, column) => !stays[column])];
        if (gone.Length > 0)
        {
            yield return $"Columns that identify people were left out: {string.Join(", ", gone)}.";
        }

        for (var column = 0; column < heading.Length; column++)
        {
            var values = rows.Where(cells => cells.Length > column)
                .Select(cells => DelimitedText.Value(cells[column])).ToList();
            if (DicomSpelling.Key(heading[column]) == "age" && values.Count(IsOld) is var old and > 0)
            {
                yield return $"{old} ages in the column {heading[column]} are over {OldestAge}; so few people are that "
                    + $"old that an age may tell who it is.";
            }

            if (stays[column] && !IdentifyingColumns.IsKnown(heading[column], cleaning.Suffix) && IsFreeText(values))
            {
                yield return $"The column {heading[column]} holds free text, which may name people. It was kept: look "
                    + $"at it.";
            }
        }
    }

    private static bool IsOld(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var age) && age > OldestAge;

    private static bool IsFreeText(List<string> values)
    {
        var texts = values.Where(value => value.Any(char.IsLetter) && value is not "n/a").ToList();
        return texts.Exists(text => text.Split(' ').Count(word => word.Any(char.IsLetter)) >= WordsOfFreeText)
            || texts.Distinct().Count() is var levels && levels > MostLevels && 2 * levels > values.Count;
    }

    [GeneratedRegex(@"^(sub-\w+|\d{4}-\d{2}-\d{2}([T ].*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4})\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex NoName();
}
