using System.Globalization;
using System.Text.RegularExpressions;

namespace RefacePS.Deidentification;

/// <summary>
/// Moves the moments of one subject to before 1925, as BIDS asks, and keeps what lies between them ("Longitudinal and
/// multi-site studies"). The first becomes the start of the year 1900, so that nothing is left of the day or its hour.
/// </summary>
internal sealed partial class TimeShift
{
    /// <summary>BIDS's word for what is not there.</summary>
    public const string NotAvailable = "n/a";

    private static readonly DateTime Start = new(1900, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private readonly TimeSpan offset;

    private TimeShift(TimeSpan offset) => this.offset = offset;

    /// <summary>The shift of a subject that has some moments.</summary>
    public static TimeShift Of(IEnumerable<string> moments)
    {
        var known = moments.Select(Parse).OfType<DateTime>().ToList();
        return new(known.Count == 0 ? TimeSpan.Zero : Start - known.Min());
    }

    /// <summary>The moved moment, with as many decimals of a second; n/a for what is no moment, or would not be before
    /// 1925.</summary>
    public string Apply(string text)
    {
        if (Parse(text) is not { } moment || offset == TimeSpan.Zero && moment != Start)
        {
            return NotAvailable;
        }

        var match = Moment().Match(text.Trim());
        var moved = moment + offset;
        var day = moved.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return moved.Year >= 1925 ? NotAvailable
            : !match.Groups["time"].Success ? day
            : day + "T" + moved.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + match.Groups["fraction"].Value;
    }

    private static DateTime? Parse(string text)
    {
        var match = Moment().Match(text.Trim());
        if (!match.Success)
        {
            return null;
        }

        var time = match.Groups["time"].Success ? match.Groups["time"].Value : "00:00:00";
        return DateTime.TryParseExact(
            $"{match.Groups["day"].Value}T{time}", "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var moment)
            ? moment : null;
    }

    [GeneratedRegex(@"^(?<day>\d{4}-\d{2}-\d{2})([T ](?<time>\d{2}:\d{2}:\d{2})(?<fraction>\.\d{1,9})?Z?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Moment();
}
