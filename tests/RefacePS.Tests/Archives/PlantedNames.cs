using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RefacePS.Deidentification;

namespace RefacePS.Tests.Archives;

/// <summary>Names that no file has by chance, each another, and short enough for the shortest field of a
/// header.</summary>
/// <param name="random">Where what is not a name comes from.</param>
internal sealed partial class PlantedNames(Random random)
{
    /// <summary>Names that were given out.</summary>
    public int Count { get; private set; }

    /// <summary>The source of chance for the rest: which fields are there and how they are spelled.</summary>
    public Random Random => random;

    /// <summary>The next name.</summary>
    public string Next()
    {
        Count++;
        return string.Create(CultureInfo.InvariantCulture, $"Qz{Count:x5}zq");
    }

    /// <summary>The next name as bytes.</summary>
    public byte[] NextBytes() => Encoding.ASCII.GetBytes(Next());

    /// <summary>Names in the bytes of a file, in letters of one, two or four bytes.</summary>
    public static IEnumerable<string> In(byte[] content) =>
        Token().Matches(Encoding.Latin1.GetString(content)).Concat(
            Token().Matches(Encoding.Latin1.GetString([.. content.Where(letter => letter != 0)])))
            .Select(match => match.Value).Distinct();

    /// <summary>One of several.</summary>
    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>An attribute of the profile as some converter spells it, or what nobody has heard of.</summary>
    public string Spelling()
    {
        var row = Attribute();
        var words = Humps().Replace(row.Keyword, " ");
        return random.Next(8) switch
        {
            0 => row.Keyword,
            1 => row.Keyword.ToLowerInvariant(),
            2 => words,
            3 => words.Replace(' ', '_').ToLowerInvariant(),
            4 => $"({row.Tag})",
            5 => row.Tag.Replace(",", "", StringComparison.Ordinal),
            6 => "x" + row.Tag.Replace(",", "", StringComparison.Ordinal),
            _ => "field" + random.Next(1000).ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>An attribute of the profile.</summary>
    public ConfidentialAttribute Attribute() =>
        ConfidentialityProfile.Attributes[random.Next(ConfidentialityProfile.Attributes.Count)];

    [GeneratedRegex("qz[0-9a-f]{5}zq", RegexOptions.IgnoreCase)]
    private static partial Regex Token();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Humps();
}
