using System.Text.RegularExpressions;

namespace RefacePS.Deidentification;

/// <summary>Tells days of a calendar, with or without a time, from other cells and numbers.</summary>
internal static partial class CalendarDays
{
    private const int LongestDay = 40;

    /// <summary>Months by the first letters of their names in English and languages near to it.</summary>
    private const string Month = "([Jj]an|JAN|[Ff]e[bv]|FEB|[Mm]a[r\u00e4yi]|MAR|MAI|MAY|[Mm]rz|[Aa][pv]r|APR|[Jj]u[nl]"
        + "|JU[NL]|[Jj]uin|[Aa]ug|AUG|[Aa]o\u00fbt|[Ss]ep|SEP|[Oo][ck]t|O[CK]T|[Nn]ov|NOV|[Dd]e[cz]|DE[CZ])\\p{L}*";

    /// <summary>True if a text is a day and nothing else, as people and programs write it: <c>1979-04-12</c>,
    /// <c>19790412</c>, <c>12.04.79</c>, <c>4/12/1979 10:15</c>, <c>12-Apr-1979</c>.</summary>
    public static bool IsDay(string text) => text.Length is >= 6 and <= LongestDay && Day().IsMatch(text);

    [GeneratedRegex(
        @"^(((19|20)\d\d[-/._](0?[1-9]|1[0-2])[-/._](0?[1-9]|[12]\d|3[01])"
        + @"|(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
        + @"|(0?[1-9]|[12]\d|3[01])(?<sign>[-/.])(0?[1-9]|1[0-2])\k<sign>((19|20)\d\d|\d\d)"
        + @"|(0?[1-9]|1[0-2])(?<mark>[-/.])(0?[1-9]|[12]\d|3[01])\k<mark>((19|20)\d\d|\d\d)"
        + @"|(0?[1-9]|[12]\d|3[01])[-/. ]{0,2}" + Month + @"[-/., ]{0,2}((19|20)\d\d|\d\d)"
        + @"|" + Month + @"\.? (0?[1-9]|[12]\d|3[01]),? (19|20)\d\d)"
        + @"([T _]?\d{1,2}:?\d\d(:?\d\d([.,]\d+)?)?( ?[AaPp][Mm])?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?)\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Day();
}
