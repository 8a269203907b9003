using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace RefacePS.Deidentification;

/// <summary>
/// Texts as they compare whoever wrote them: <c>Müller</c> is written with one letter or with two, as macOS names
/// files, and where there are no such letters as <c>Mueller</c> or <c>Muller</c>.
/// </summary>
internal static class PlainLetters
{
    private static readonly SearchValues<char> Ascii =
        SearchValues.Create([.. Enumerable.Range(0, 128).Select(code => (char)code)]);

    /// <summary>Letters with marks, and those without. The platform's own table of them is absent where it runs without
    /// cultures.</summary>
    private static readonly FrozenDictionary<char, string> Plain = Table(
        "a:àáâãäåāăąǎ", "ae:æ", "c:çćĉċč", "d:ďđð", "e:èéêëēĕėęě", "g:ĝğġģ", "h:ĥħ", "i:ìíîïĩīĭįıǐ", "j:ĵ", "k:ķ",
        "l:ĺļľŀł", "n:ñńņň", "o:òóôõöøōŏőǒơ", "oe:œ", "r:ŕŗř", "s:śŝşšș", "ss:ß", "t:ţťŧț", "th:þ", "u:ùúûüũūŭůűųǔư",
        "w:ŵ", "y:ýÿŷ", "z:źżž");

    /// <summary>The same letters as they are spelled out in German and Nordic names.</summary>
    private static readonly FrozenDictionary<char, string> SpelledOut = Table(
        "ae:ä", "oe:öø", "ue:ü", "aa:å");

    /// <summary>The spellings of a text without marks and in lower case: one, or two that differ.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Ascii))
        {
            return [text.ToLowerInvariant()];
        }

        var lower = Composed(text.ToLowerInvariant());
        var plain = WithoutMarks(lower, null);
        var spelled = WithoutMarks(lower, SpelledOut);
        return spelled == plain ? [plain] : [plain, spelled];
    }

    /// <summary>The text with the umlauts that are written as two characters written as one.</summary>
    private static string Composed(string text) => text.Replace("a\u0308", "ä", StringComparison.Ordinal)
        .Replace("o\u0308", "ö", StringComparison.Ordinal).Replace("u\u0308", "ü", StringComparison.Ordinal)
        .Replace("a\u030A", "å", StringComparison.Ordinal);

    private static string WithoutMarks(string text, FrozenDictionary<char, string>? spelledOut)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            plain.Append(spelledOut?.GetValueOrDefault(letter) ?? Plain.GetValueOrDefault(letter)
                ?? letter.ToString());
        }

        // Of letters of other scripts the platform knows the marks, if it knows cultures.
        return string.Concat(plain.ToString().Normalize(NormalizationForm.FormKD).Where(
            letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark));
    }

    private static FrozenDictionary<char, string> Table(params string[] rows) => rows.Select(row => row.Split(':'))
        .SelectMany(row => row[1].Select(letter => (letter, row[0])))
        .ToFrozenDictionary(pair => pair.letter, pair => pair.Item2);
}
