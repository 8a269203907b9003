using System.Globalization;
using System.Text.RegularExpressions;

namespace RefacePS.Deidentification;

/// <summary>The way in which a table is cleaned.</summary>
/// <param name="Suffix">The last part of its name, such as <c>participants</c>.</param>
/// <param name="KeepTimes">Whether moments stay.</param>
/// <param name="Keeps">Whether a row stays, by the value of its key; null for all.</param>
/// <param name="Shift">What moves the moments of scans; null where that column goes with the others.</param>
/// <param name="Key">The column that tells whose a row is; null for the first, which it is too where there is no
/// column of that name.</param>
internal sealed record TableCleaning(string Suffix, bool KeepTimes = false, Predicate<string>? Keeps = null,
    TimeShift? Shift = null, string? Key = null);

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

    /// <summary>Rows that a sheet has at most which names but one field of a person.</summary>
    private const int MostFields = 12;

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
        RequireNames(heading, text, cleaning.Suffix);
        RequireColumns(table, heading, cleaning.Suffix);
        var key = Math.Max(0, Array.IndexOf(heading, cleaning.Key));
        var listed = table.Rows.Where(cells => cleaning.Keeps?.Invoke(ValueAt(cells, key) ?? "") ?? true).ToList();
        var whole = table.Rows.Where(cells => cells.Skip(heading.Length).All(string.IsNullOrWhiteSpace)).ToList();
        var reasons = heading.Select((_, column) => ReasonOf(heading, column, whole, cleaning)).ToArray();
        bool[] stays = [.. reasons.Select(reason => reason is null)];
        var rows = listed.Where(cells => Fits(cells, stays)).ToList();
        var notices = Notices(heading, reasons, rows, cleaning).ToList();
        if (table.Comments + listed.Count - rows.Count is var odd and > 0)
        {
            notices.Add(Counted.Of(odd, "line is a comment, or does not have", "lines are comments, or do not have")
                + " the cells that the heading names: left out.");
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

    /// <summary>True if a table has fields of people in its rows, so that its columns hold anything.</summary>
    public static bool HasKeysInRows(DelimitedText table) =>
        table.Rows.Any(cells => cells.Any(cell => IdentifyingColumns.IsSure(DelimitedText.Value(cell))));

    /// <summary>The words of a warning on columns that go for the same reason; null for a column that stays.</summary>
    private static string? ReasonOf(
        string[] heading, int column, IReadOnlyList<string[]> rows, TableCleaning cleaning)
    {
        var name = heading[column];
        if (name == IdentifyingColumns.Time && cleaning.Shift is not null)
        {
            return null;
        }

        if (IdentifyingColumns.Contains(name, cleaning.Suffix, cleaning.KeepTimes))
        {
            return IdentifyingColumns.IsForeign(name)
                ? "Columns were left out whose names are in a script that nobody here can read"
                : "Columns that identify people were left out";
        }

        // The names of subjects and sessions are those of folders, which nothing is taken out of.
        if (cleaning.Keeps is not null && (column == 0 || name == cleaning.Key))
        {
            return null;
        }

        var values = Values(rows, column).Where(value => value.Length > 0 && value is not ("n/a" or "NA" or "NaN"))
            .ToList();
        return values.Exists(value => PersonName().IsMatch(value))
            ? "Columns were left out whose cells are names of people, as DICOM writes them"
            : !cleaning.KeepTimes && (HoldsDays(values)
                || IdentifyingColumns.MayNumberDays(name) && !values.TrueForAll(value => Count().IsMatch(value)))
            ? "Columns were left out whose cells are days" : null;
    }

    /// <summary>Half of the cells make a column of days; others in it may say that the day is not known.</summary>
    private static bool HoldsDays(List<string> values) =>
        values.Count > 0 && 2 * values.Count(CalendarDays.IsDay) >= values.Count;

    private static string? ValueAt(string[] cells, int column) =>
        column < cells.Length ? DelimitedText.Value(cells[column]) : null;

    private static IEnumerable<string> Values(IEnumerable<string[]> rows, int column) =>
        rows.Select(cells => ValueAt(cells, column)).OfType<string>();

    /// <summary>Days, names and numbers of people, and subjects, name no columns, and words in a row with nothing
    /// between them but spaces may be several.</summary>
    private static void RequireNames(string[] heading, string text, string suffix)
    {
        var words = heading.Length == 1 ? heading[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        if (Array.Exists(heading, name => NoName().IsMatch(name) || CalendarDays.IsDay(name)
                || PersonName().IsMatch(name))
            || Array.Exists(heading, name => LongNumber().IsMatch(name))
                && Array.Exists(heading, name => name.Any(char.IsLetter))
            || (words.Length > 1 && Array.Exists(words, word => IsField(word, suffix)))
            || LooseTable.NamesPeople(text, from: heading.Length == 1 ? 0 : 1))
        {
            throw new FormatException("Its first line names no columns that are set apart by tabs or commas, so that "
                + "it cannot be cleaned. It is left out; give it a heading.");
        }
    }

    /// <summary>
    /// Refuses a sheet whose rows, and not whose columns, have names: with the column of names the values would lose
    /// what tells that they are to go.
    /// </summary>
    private static void RequireColumns(DelimitedText table, string[] heading, string suffix)
    {
        if (heading.Length > 1 && (HasKeysInRows(table) || IsSheet(table, heading, suffix)))
        {
            throw new FormatException("Some of its cells are names of fields that identify people, so that what stands "
                + "beside or below them cannot be told. It is left out; give every field a column, named in the first "
                + "line.");
        }
    }

    /// <summary>
    /// True where the first column seems to hold names of fields: its heading says so, or is itself one of a person,
    /// and no other heading is a name that columns have.
    /// </summary>
    private static bool IsSheet(DelimitedText table, string[] heading, string suffix)
    {
        if (IdentifyingColumns.IsOfMeasurements(suffix))
        {
            return false;
        }

        var names = Values(table.Rows, 0).Distinct().ToList();
        var fields = names.Count(name => IsField(name, suffix));
        if (!IsField(heading[0], suffix))
        {
            return fields > 0
                && (heading[0].Length == 0 || KeyHeading().IsMatch(heading[0]) || 2 * fields > names.Count);
        }

        var most = IdentifyingColumns.IsSure(heading[0]) ? MostFields : 2;
        return fields > 0 || names.Exists(IdentifyingColumns.IsOfStudies)
            || names.Count <= most && names.Exists(MayBeField)
                && !heading.Skip(1).Any(name => IsField(name, suffix) || IdentifyingColumns.IsOfStudies(name));
    }

    /// <summary>True for what is no number and no day.</summary>
    private static bool MayBeField(string name) => name.Any(char.IsLetter) && !CalendarDays.IsDay(name);

    private static bool IsField(string name, string suffix) => name.Any(char.IsLetter)
        && !IdentifyingColumns.IsForeign(name) && IdentifyingColumns.Contains(name, suffix, keepTimes: false);

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
        string[] heading, string?[] reasons, List<string[]> rows, TableCleaning cleaning)
    {
        foreach (var gone in heading.Zip(reasons).Where(column => column.Second is not null)
            .GroupBy(column => column.Second, column => column.First))
        {
            yield return $"{gone.Key}: {string.Join(", ", gone)}.";
        }

        for (var column = 0; column < heading.Length; column++)
        {
            var values = Values(rows, column).ToList();
            if (DicomSpelling.Key(heading[column]) == "age" && values.Count(IsOld) is var old and > 0)
            {
                yield return $"{Counted.Of(old, "age")} in the column {heading[column]} {(old == 1 ? "is" : "are")} "
                    + $"over {OldestAge}; so few people are that old that an age may tell who it is.";
            }

            if (reasons[column] is null && !IdentifyingColumns.IsKnown(heading[column], cleaning.Suffix)
                && IsFreeText(values))
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

    [GeneratedRegex(@"^sub-\w+\z", RegexOptions.CultureInvariant)]
    private static partial Regex NoName();

    /// <summary>Numbers of people and files; years and labels of regions have fewer digits, and tags of DICOM begin
    /// with zeros.</summary>
    [GeneratedRegex(@"^(?!00\d{6}\z)\d{6,}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LongNumber();

    /// <summary>Such as <c>1</c>, <c>0.5</c> and <c>-14</c>.</summary>
    [GeneratedRegex(@"^-?\d{1,4}([.,]\d+)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Count();

    /// <summary><c>DOE^JANE</c>.</summary>
    [GeneratedRegex(@"^[\p{L}\p{M} .'’-]*\p{L}\^[\p{L}\p{M}^ .'’-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PersonName();

    /// <summary>Headings of columns that hold names of fields.</summary>
    [GeneratedRegex(
        "^(key|field|attribute|tag|variable|property|parameter|keyword|element|column|item|feld|merkmal|champ|campo)s?"
            + "([ _-]?names?)?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex KeyHeading();
}
