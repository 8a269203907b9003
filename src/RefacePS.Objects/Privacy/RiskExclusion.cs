namespace RefacePS;

/// <summary>Reason for which a scan plays no part in an attack. The names are stable.</summary>
public enum RiskExclusionReason
{
    /// <summary>No head was found in the scan.</summary>
    HeadNotFound,

    /// <summary>Too much of the face lies outside the field of view.</summary>
    FaceOutOfView,

    /// <summary>It is not known whose head it is.</summary>
    SubjectUnknown,

    /// <summary>The gallery has a scan of the subject already, or the set has one of the subject and session.</summary>
    DuplicateSubject,

    /// <summary>The gallery has no scan of the owner.</summary>
    OwnerNotInGallery,

    /// <summary>The scan could not be measured.</summary>
    Failed,
}

/// <summary>A scan that plays no part in an attack, and why.</summary>
/// <param name="Subject">The subject, or null.</param>
/// <param name="Session">The session, or null.</param>
/// <param name="Variant">The variant; <c>Gallery</c> for one of the gallery, <c>Control</c> for an altered copy of
/// one.</param>
/// <param name="Path">The file, or null.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">Why, in words.</param>
public sealed record RiskExclusion(string? Subject, string? Session, string Variant, string? Path,
    RiskExclusionReason Reason, string Detail);
