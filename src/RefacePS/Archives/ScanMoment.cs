using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>
/// The moment at which a scan was taken, as its name and sidecar tell: of several heads of a session the nearest says
/// best where the head lay.
/// </summary>
/// <param name="Run">Label of the <c>run-</c> entity, or null.</param>
/// <param name="Seconds">Time of day of the acquisition, or null.</param>
/// <param name="Series">Number of the series, or null.</param>
internal sealed record ScanMoment(string? Run, double? Seconds, double? Series)
{
    /// <summary>Reads name and sidecar; what cannot be read is not known.</summary>
    /// <param name="path">Path of the image.</param>
    /// <param name="sidecar">Text of its sidecar, or null.</param>
    public static ScanMoment Of(string path, string? sidecar)
    {
        var run = BidsName.Parse(path).Entities.FirstOrDefault(entity => entity.Key == "run").Value;
        var fields = Parse(sidecar);
        return new(run?.TrimStart('0'), SecondsOf(Field(fields, "AcquisitionTime")),
            NumberOf(Field(fields, "SeriesNumber")));
    }

    /// <summary>The distance to another scan: by run, then by time, then by series. An unknown one is far.</summary>
    public (bool OtherRun, double Seconds, double Series) DistanceTo(ScanMoment other) => (
        Run != other.Run, Gap(Seconds, other.Seconds), Gap(Series, other.Series));

    private static double Gap(double? a, double? b) => a is { } x && b is { } y ? Math.Abs(x - y) : double.MaxValue;

    private static JsonObject? Parse(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Field(JsonObject? fields, string name) =>
        fields?.FirstOrDefault(field => field.Key == name).Value is JsonValue value ? value.ToString() : null;

    private static double? NumberOf(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A time as converters write it, 14:05:03.2, or as DICOM does, 140503.2.</summary>
    private static double? SecondsOf(string? text)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time)
            && text!.Contains(':', StringComparison.Ordinal))
        {
            return time.TotalSeconds;
        }

        return NumberOf(text) is { } packed and >= 0 and < 240000
            ? Math.Floor(packed / 10000) * 3600 + Math.Floor(packed / 100 % 100) * 60 + packed % 100 : null;
    }
}
