using System.Text;
using System.Text.Json.Nodes;
using RefacePS.Deidentification;

namespace RefacePS.Tests.Archives;

/// <summary>JSON and tables full of names, in fields, keys and columns that people and converters write.</summary>
/// <param name="names">Where the names come from.</param>
internal sealed class PlantedTexts(PlantedNames names)
{
    /// <summary>An object with names as values and as keys, at any depth.</summary>
    public JsonObject Fields(int depth = 0)
    {
        var fields = new JsonObject();
        for (var i = 0; i < 30; i++)
        {
            var name = names.Spelling();
            fields[names.Random.Next(4) == 0 ? names.Next() : name] = names.Random.Next(5) switch
            {
                0 => new JsonArray(names.Next(), names.Next()),
                1 when depth < 2 => new JsonObject { ["const"] = Fields(2), [names.Next()] = 1 },
                2 => new JsonObject
                    { ["vr"] = "PN", ["Value"] = new JsonArray(new JsonObject { ["Alphabetic"] = names.Next() }) },
                _ => names.Next(),
            };
        }

        fields["EchoTime"] = names.Next();
        fields["SeriesDescription"] = $"t1 mprage {names.Next()}";
        if (depth == 0)
        {
            fields["global"] = new JsonObject
                { ["const"] = Fields(2), ["slices"] = new JsonObject
                    { [names.Spelling()] = new JsonArray(names.Next()) } };
        }

        return fields;
    }

    /// <summary>Objects, one a line.</summary>
    public string JsonLines() => string.Concat(
        Enumerable.Range(0, names.Random.Next(1, 4)).Select(_ => Fields().ToJsonString() + "\n"));

    /// <summary>A table of people, with a comment above it.</summary>
    /// <param name="first">Name of the first column, which tells whose rows they are.</param>
    public string Table(string first)
    {
        string[] columns = ["name", "DOB", "acq_time", "Comments", .. Spellings()];
        return Rows(first, columns, row => $"sub-none{row}");
    }

    /// <summary>A table of trials, whose own columns are numbers.</summary>
    public string Events() => Rows("onset", ["PatientName", "date_of_birth", "surname", .. Spellings()
        .Where(column => IdentifyingColumns.Contains(column, "events", keepTimes: false))], row => $"{row}.5");

    /// <summary>A text in some encoding that says which it is.</summary>
    public byte[] Encoded(string text)
    {
        Encoding encoding = names.Pick<Encoding>(new UTF8Encoding(false), new UTF8Encoding(true),
            new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UTF32Encoding(false, true));
        return [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
    }

    private IEnumerable<string> Spellings() => Enumerable.Range(0, 4).Select(_ => names.Spelling())
        .Where(name => !name.StartsWith("field", StringComparison.Ordinal));

    private string Rows(string first, IEnumerable<string> others, Func<int, string> key)
    {
        string[] columns = [.. others];
        var lines = Enumerable.Range(0, 3)
            .Select(row => string.Join('\t', [key(row), .. columns.Select(_ => names.Next())]));
        return string.Join('\n', [string.Join('\t', [first, .. columns]), .. lines, ""]);
    }
}
