using System.Globalization;
using System.Text;

namespace RefacePS.Comparing;

/// <summary>A convention in which the numbers of a column are written.</summary>
/// <param name="Name">What a reader is told: <c>a comma as the decimal sign</c>.</param>
/// <param name="Decimal">The sign before the decimals.</param>
/// <param name="Group">The sign between thousands; null where there is none but spaces and apostrophes.</param>
internal sealed record NumberConvention(string Name, char Decimal, char? Group)
{
    /// <summary>The invariant culture's: what programs write.</summary>
    public static readonly NumberConvention Point = new("a point as the decimal sign", '.', null);

    private static readonly NumberConvention Comma = new("a comma as the decimal sign", ',', null);
    private static readonly NumberConvention PointAndCommas =
        new("a point as the decimal sign and commas between thousands", '.', ',');
    private static readonly NumberConvention CommaAndPoints =
        new("a comma as the decimal sign and points between thousands", ',', '.');

    /// <summary>
    /// The convention that reads most of some texts; of several that read as many the invariant one, then that of a
    /// culture. A
    /// point alone is always a decimal sign, as in every table that a program wrote.
    /// </summary>
    /// <param name="texts">What is to be read, as it stands in a column.</param>
    /// <param name="decimalSign">The decimal sign of the rest of the table, or of the session's culture.</param>
    public static NumberConvention Of(IEnumerable<string> texts, string decimalSign)
    {
        var cells = texts.Select(Plain).ToArray();
        NumberConvention[] order = decimalSign == "."
            ? [Point, PointAndCommas, Comma, CommaAndPoints] : [Point, Comma, CommaAndPoints, PointAndCommas];
        return order.MaxBy(convention => cells.Count(cell => convention.TryReadPlain(cell, out _)))!;
    }

    /// <summary>The decimal sign that texts cannot be read without; null where they can, as <c>1,234</c>.</summary>
    public static char? SureDecimal(IEnumerable<string> texts)
    {
        var cells = texts.Select(Plain).ToArray();
        var reading = new[] { Point, Comma, PointAndCommas, CommaAndPoints }
            .GroupBy(convention => cells.Count(cell => convention.TryReadPlain(cell, out _)))
            .MaxBy(group => group.Key)!;
        return reading.Key > 0 && reading.DistinctBy(convention => convention.Decimal).Count() == 1
            ? reading.First().Decimal : null;
    }

    /// <summary>Reads a number.</summary>
    public bool TryRead(string text, out double number) => TryReadPlain(Plain(text), out number);

    private bool TryReadPlain(string text, out double number)
    {
        number = double.NaN;
        if (Group is { } group)
        {
            if (!AreGroups(text, group))
            {
                return false;
            }

            text = text.Replace(group.ToString(), "", StringComparison.Ordinal);
        }

        // Only what has the convention's own sign, or none: "1.5" is no number with a comma.
        if (Decimal != '.' && text.Contains('.', StringComparison.Ordinal)
            || !double.TryParse(text.Replace(Decimal, '.'), NumberStyles.Float, CultureInfo.InvariantCulture,
                out var read))
        {
            return false;
        }

        number = read;
        return true;
    }

    /// <summary>True if thousands are set apart as they are to be: three digits each, and only before the
    /// decimals.</summary>
    private bool AreGroups(string text, char group)
    {
        var end = text.IndexOf(Decimal, StringComparison.Ordinal);
        var parts = (end < 0 ? text : text[..end]).TrimStart('+', '-').Split(group);
        return (end < 0 || !text[end..].Contains(group, StringComparison.Ordinal))
            && (parts.Length == 1 || parts[0].Length is >= 1 and <= 3 && parts[0][0] != '0')
            && parts.Skip(1).All(part => part.Length == 3 && part.All(char.IsAsciiDigit));
    }

    /// <summary>Digits of other scripts, their signs, and the minus of typesetters as ASCII; without the spaces and
    /// apostrophes between
    /// thousands.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.Trim())
        {
            if (char.IsDigit(letter))
            {
                plain.Append((char)('0' + (int)char.GetNumericValue(letter)));
            }
            else if (letter is not (
                ' ' or '\u00a0' or '\u202f' or '\u2009' or '\'' or '\u2019' or '\u066c' or '\u200e' or '\u200f'
                    or '\u061c'))
            {
                plain.Append(
                    letter switch { '\u066b' or '\uff0e' => '.', '\u2212' => '-', '\u060c' => ',', _ => letter });
            }
        }

        return plain.ToString();
    }
}
