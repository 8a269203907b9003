namespace RefacePS.Reports;

/// <summary>Names in a sentence: the first few, and how many more there are. Whoever wants all finds them in rows and
/// exclusions.</summary>
internal static class NameList
{
    private const int Most = 5;

    /// <summary>The part of the sentence, such as <c>a, b, c, d, e and 3 more</c>.</summary>
    public static string Of(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return string.Join(", ", all.Take(Most)) + (
            all.Length > Most ? $" and {all.Length - Most} more" : string.Empty);
    }
}
