namespace RefacePS.Comparing;

/// <summary>The identity of a measurement, beside its numbers.</summary>
public sealed record MeasurementIdentity
{
    /// <summary>The subject.</summary>
    public string? Subject { get; init; }

    /// <summary>The session, or null.</summary>
    public string? Session { get; init; }

    /// <summary>The variant: Original, Defaced, Refaced, or any other word.</summary>
    public string? Variant { get; init; }

    /// <summary>The file that was measured, or null.</summary>
    public string? Path { get; init; }

    /// <summary>A PNG or JPEG file that shows the scan, or null.</summary>
    public string? Picture { get; init; }

    /// <summary>The reason for which the scan could not be measured, or null.</summary>
    public string? Error { get; init; }

    /// <summary>Name and version of the model that made the scan's face, or null.</summary>
    public string? Model { get; init; }

    /// <summary>Name and version of the brain atlas that it was measured with, or null.</summary>
    public string? Atlas { get; init; }

    /// <summary>Share of the scan that the average brain explains, 0 to 1; null where the measurement does not
    /// say.</summary>
    public double? Score { get; init; }

    /// <summary>The reason for which the measurement is called doubtful; null where it is not.</summary>
    public string? Doubt { get; init; }

    /// <summary>Reads a score as tables have it; null where it is no number.</summary>
    public static double? ParseScore(string text) =>
        NumberConvention.Of([text], decimalSign: ".").TryRead(text, out var score) ? score : null;

    /// <summary>An exclusion of this measurement, or of one region of it.</summary>
    internal CohortExclusion Excluded(ExclusionReason reason, string detail, string? region = null) =>
        new(Subject, Session, Variant, region, reason, detail);
}
