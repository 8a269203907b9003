using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RefacePS.Deidentification;

/// <summary>
/// Takes out of a JSON file what is not among <see cref="RetainedFields"/>, at any depth, and of what is among them
/// what they may not hold.
/// </summary>
internal sealed partial class JsonCleaner
{
    private const int LongestText = 1024;

    /// <summary>Whole numbers from here on have ten digits and more.</summary>
    private const double TooLarge = 1e9;

    /// <summary>Fields that count scans, and into which some programs write the day.</summary>
    private static readonly string[] Counts = ["AcquisitionNumber", "SeriesNumber", "InstanceNumber"];

    private readonly JsonScope scope;
    private readonly Predicate<string>? isColumn;
    private readonly IReadOnlySet<string> personal;

    private JsonCleaner(JsonScope scope, Predicate<string>? isColumn, IReadOnlySet<string> personal) =>
        (this.scope, this.isColumn, this.personal) = (scope, isColumn, personal);

    /// <summary>Cleans in place.</summary>
    /// <param name="root">The content of the file: an object, or a list of them. A single value is not
    /// touched.</param>
    /// <param name="scope">What it describes.</param>
    /// <param name="isColumn">Whether a name is one of a column that stays; null where the file describes no
    /// table.</param>
    public static void Clean(JsonNode? root, JsonScope scope, Predicate<string>? isColumn = null)
    {
        var cleaner = new JsonCleaner(scope, isColumn, PersonalWords.Of(root));
        if (root is JsonObject fields)
        {
            cleaner.CleanFields(fields, scope, isRoot: true);
        }
        else if (root is JsonArray items)
        {
            cleaner.CleanItems(items);
        }
    }

    private void CleanItems(JsonArray items)
    {
        for (var i = items.Count - 1; i >= 0; i--)
        {
            switch (items[i])
            {
                case JsonObject fields:
                    CleanFields(fields, scope, isRoot: false);
                    break;
                case JsonArray inner:
                    CleanItems(inner);
                    break;
                default:
                    items.RemoveAt(i);
                    break;
            }
        }
    }

    private void CleanFields(JsonObject fields, JsonScope within, bool isRoot)
    {
        foreach (var (name, value) in fields.ToList())
        {
            var stays = RetainedFields.Find(name, within) is { } field ? Stays(value, field)
                : isRoot && value is JsonObject description && isColumn?.Invoke(name) == true
                && StaysColumn(description);
            if (!stays)
            {
                fields.Remove(name);
            }
        }
    }

    /// <summary>True for a description that says something in BIDS's words; the name of any other column may be
    /// anyone's.</summary>
    private bool StaysColumn(JsonObject description)
    {
        CleanFields(description, JsonScope.Dictionary, isRoot: false);
        return description.Count > 0;
    }

    private bool Stays(JsonNode? value, RetainedField field) => value switch
    {
        null => true,

        // The place of an item means something: a list without one of its items would say something else.
        JsonArray items => items.All(item => Stays(item, field)),
        JsonObject fields => StaysObject(fields, field),
        _ => value.GetValueKind() is JsonValueKind.String ? Holds(value.GetValue<string>(), field)
            : field.Kind != FieldKind.Container && !PersonalWords.AreIn(value.ToString(), personal)
                && (field.Kind is FieldKind.Quantity or FieldKind.Prose or FieldKind.Record
                    || IsParameter(value, field)),
    };

    private bool StaysObject(JsonObject fields, RetainedField field)
    {
        switch (field.Kind)
        {
            case FieldKind.Container:
                CleanFields(fields, scope, isRoot: false);
                return true;

            case FieldKind.Record:
                return fields.All(inner => Holds(inner.Key, FieldKind.Text) && Stays(inner.Value, field));

            // Such as the levels of a column, each with its meaning, in text or in fields.
            case FieldKind.Prose:
                fields.Select(inner => inner.Value).OfType<JsonObject>().ToList()
                    .ForEach(inner => CleanFields(inner, JsonScope.Dictionary, isRoot: false));
                return fields.All(inner => Holds(inner.Key, FieldKind.Text)
                    && (inner.Value is JsonObject || Stays(inner.Value, field)));
            default:
                return field.Tag is not null && StaysElement(fields, field);
        }
    }

    /// <summary>An element of the JSON model of DICOM (PS3.18, annex F): a value representation and a list of
    /// values.</summary>
    private bool StaysElement(JsonObject element, RetainedField field)
    {
        foreach (var (name, _) in element.Where(part => part.Key is not ("vr" or "Value")).ToList())
        {
            element.Remove(name);
        }

        return element["vr"] is JsonValue code && code.ToString() is { Length: 2 }
            && element["Value"] is JsonArray values
            && values.All(item => item is not JsonObject && Stays(item, field));
    }

    /// <summary>True for what is no number of many digits, and counts no scans by their day.</summary>
    private static bool IsParameter(JsonNode value, RetainedField field) =>
        !double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        || (!IsLong(number) && !(Counts.Contains(field.Name) && CalendarDays.IsDay(value.ToString())));

    private static bool IsLong(double number) => Math.Abs(number) >= TooLarge && number == Math.Truncate(number);

    private bool Holds(string text, RetainedField field) => Holds(text, field.Kind)
        && (field.Kind != FieldKind.Number || IsParameter(JsonValue.Create(text), field));

    private bool Holds(string text, FieldKind kind) => kind switch
    {
        FieldKind.Number or FieldKind.Quantity => text.Length <= 32 && !PersonalWords.AreIn(text, personal)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        FieldKind.Term => SequenceWords.AreAll(text),
        FieldKind.Label => Label().IsMatch(text) && !PersonalWords.AreIn(text, personal),
        FieldKind.Reference => Reference().IsMatch(text),
        FieldKind.Text or FieldKind.Record => text.Length <= LongestText
        && !text.Contains('^', StringComparison.Ordinal)
            && !text.Contains('@', StringComparison.Ordinal) && !PersonalWords.AreIn(text, personal),
        FieldKind.Prose => !PersonalWords.AreIn(text, personal),
        _ => false,
    };

    [GeneratedRegex(@"^[A-Za-z0-9_+.\-]{0,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    /// <summary>A path from the root of a machine tells of its users; one from the root of the data set begins with a
    /// subject.</summary>
    [GeneratedRegex(@"^(bids:[A-Za-z0-9_\-]*:)?(?!/(?!(sub|ses)-))[A-Za-z0-9_+.\-/]{0,512}\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
