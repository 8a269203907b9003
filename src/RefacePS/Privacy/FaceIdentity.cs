namespace RefacePS.Privacy;

/// <summary>Whose face it is, and what was done to it.</summary>
/// <param name="Subject">The owner.</param>
/// <param name="Session">The session, or null.</param>
/// <param name="Variant">The variant: Original, Defaced, Refaced, or any other word.</param>
/// <param name="Model">Name and version of the model that made the face, or null.</param>
/// <param name="Path">The file, or null.</param>
public sealed record FaceIdentity(string Subject, string? Session, string Variant, string? Model, string? Path)
{
    internal RiskExclusion Excluded(RiskExclusionReason reason, string detail) =>
        new(Subject, Session, Variant, Path, reason, detail);
}
