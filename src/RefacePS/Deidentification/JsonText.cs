using System.Text.RegularExpressions;

namespace RefacePS.Deidentification;

/// <summary>Tells JSON from other text, whatever the name of the file.</summary>
internal static partial class JsonText
{
    /// <summary>True if a text begins as JSON does, so that it is cleaned as JSON or left out.</summary>
    public static bool IsIn(string text) => Start().IsMatch(text);

    /// <summary>An object or a list, down to its first name or text; comments and names without quotes too, though
    /// JSON has neither.</summary>
    [GeneratedRegex(@"^\s*(\[\s*)*([\[{]\s*""|\{\s*('|//|/\*|\w+\s*:))", RegexOptions.CultureInvariant)]
    private static partial Regex Start();
}
