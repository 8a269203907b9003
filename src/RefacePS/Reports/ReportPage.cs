using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace RefacePS.Reports;

/// <summary>The frame of a report: a page that needs no other file and no network.</summary>
internal static class ReportPage
{
    /// <summary>Nothing is fetched, whatever a name in the data may contain: pictures are in the page itself, and no
    /// script runs.</summary>
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    /// <summary>The program that wrote the page, and its platform.</summary>
    public static string Software { get; } = Html.Text(
        $"RefacePS {Version()}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");

    /// <summary>A time as reports give it.</summary>
    public static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Everything before the first section.</summary>
    public static StringBuilder Begin(string title) => new StringBuilder()
        .Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n")
        .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
            + "content=\"light dark\">\n")
        .Append($"<title>{Html.Text(title)}</title>\n<style>\n{ReportStyle.Sheet}</style>\n</head>\n<body>\n<main>\n")
        .Append($"<h1>{Html.Text(title)}</h1>\n");

    /// <summary>Everything after the last section.</summary>
    public static string End(StringBuilder page) => page.Append("</main>\n</body>\n</html>\n").ToString();

    private static string Version() =>
        typeof(ReportPage)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
