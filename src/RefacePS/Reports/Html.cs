using System.Globalization;
using System.Net;

namespace RefacePS.Reports;

/// <summary>Texts and numbers as HTML. Every number carries its full value beside the rounded one that is
/// seen.</summary>
internal static class Html
{
    public const string Missing = "–";
    private const double LeastPlainPValue = 0.001;

    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? string.Empty);

    /// <summary>A number in a format; the reader sees the sign of a true minus.</summary>
    public static string Number(double value, string format) => double.IsNaN(value) ? Missing
        : Data(value, Shown(value, format));

    /// <summary>A p value: three decimals, or a power of ten where these would be 0.</summary>
    public static string PValue(double value) =>
        double.IsNaN(value) ? Missing
        : Data(value, value is < LeastPlainPValue and > 0 ? Power(value) : Shown(value, "0.000"));

    /// <summary>A difference in % with its sign.</summary>
    public static string Percent(double value) => Number(value, "+0.00;-0.00;0.00");

    /// <summary>A rounded number without its full value, for plots.</summary>
    public static string Shown(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture)
        .Replace('-', '−');

    /// <summary>A coordinate of a plot.</summary>
    public static string Coordinate(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A heading of a column.</summary>
    public static string Heading(string text) => $"<th scope=\"col\">{text}</th>";

    /// <summary>A heading of a column of numbers.</summary>
    public static string NumberHeading(string text) => $"<th scope=\"col\" class=\"n\">{text}</th>";

    /// <summary>A cell of a number.</summary>
    public static string Cell(string number) => $"<td class=\"n\">{number}</td>";

    /// <summary>A cell of text.</summary>
    public static string TextCell(string? text) => $"<td>{Text(text)}</td>";

    private static string Power(double value)
    {
        var parts = value.ToString("0.0e0", CultureInfo.InvariantCulture).Split('e');
        return $"{parts[0]} × 10<sup>{parts[1].Replace('-', '−')}</sup>";
    }

    private static string Data(double value, string shown) =>
        $"<data value=\"{value.ToString("R", CultureInfo.InvariantCulture)}\">{shown}</data>";
}
