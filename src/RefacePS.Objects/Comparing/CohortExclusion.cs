namespace RefacePS;

/// <summary>A measurement, or one number of it, that plays no part in a comparison, and why.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Session">The session, or null.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Region">The region, where it is one number alone; null for the whole measurement.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">Why, in words.</param>
public sealed record CohortExclusion(string? Subject, string? Session, string? Variant, string? Region,
    ExclusionReason Reason, string Detail);
