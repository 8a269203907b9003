namespace RefacePS;

/// <summary>A scan of which a flagged region differs from the reference by more than the threshold.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Session">The session, or null.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Region">The region that differs most.</param>
/// <param name="DifferencePercent">Its difference in % of the reference.</param>
/// <param name="Path">The file that was measured, or null.</param>
public sealed record FlaggedScan(string Subject, string? Session, string Variant, string Region,
    double DifferencePercent, string? Path);
