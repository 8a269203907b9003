using System.Globalization;

namespace RefacePS.Deidentification;

/// <summary>How a table is cleaned.</summary>
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

/// <summary>Takes rows and columns out of tables whose cells are set apart by tabs (TSV), the first line their
/// names.</summary>
internal static class TableCleaner
{
    /// <summary>Older people are few: HIPAA's Safe Harbor has them in one class (45 CFR 164.514(b)(2)(i)(C)).</summary>
    private const double OldestAge = 89;

    private const int WordsOfFreeText = 3;
    private const int MostLevels = 12;

    /// <summary>Cleans a table.</summary>
    public static CleanedTable Clean(string text, TableCleaning cleaning)
    {
        var lines = text.Split('\n');
        var heading = Cells(lines[0]);
        bool[] stays = [.. heading.Select(name => StaysColumn(name, cleaning))];
        var rows = lines.Skip(1).Where(line => line.Trim('\r').Length > 0).Select(Cells)
            .Where(cells => cleaning.Keeps?.Invoke(cells[0]) ?? true).ToList();
        var time = cleaning.Shift is null ? -1 : Array.IndexOf(heading, IdentifyingColumns.Time);
        var notices = Notices(heading, stays, rows, cleaning).ToList();
        if (time >= 0)
        {
            rows.ForEach(cells => Move(cells, time, cleaning.Shift!));
        }

        var rest = rows.Prepend(heading)
            .Select(cells => string.Join('\t', cells.Where((_, column) => column >= stays.Length || stays[column])));
        var cleaned = string.Concat(rest.Select(line => line + "\n"));
        return new(cleaned == text.ReplaceLineEndings("\n") ? text : cleaned, notices);
    }

    private static string[] Cells(string line) => line.TrimEnd('\r').Split('\t');

    private static bool StaysColumn(string name, TableCleaning cleaning) =>
        name == IdentifyingColumns.Time && cleaning.Shift is not null
        || !IdentifyingColumns.Contains(name, cleaning.Suffix, cleaning.KeepTimes);

    private static void Move(string[] cells, int column, TimeShift shift)
    {
        if (column < cells.Length)
        {
            cells[column] = shift.Apply(cells[column]);
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
            var values = rows.Where(cells => cells.Length > column).Select(cells => cells[column]).ToList();
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
}
