namespace RefacePS.Comparing;

/// <summary>A subject, or a session of one, with its reference and the variants that are held against it.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Session">The session, or null.</param>
/// <param name="Reference">Row of the reference in the table.</param>
/// <param name="Variants">Row of each variant, in the order of <see cref="CohortPairing.Variants"/>; null where there
/// is none.</param>
internal sealed record ScanPair(string Subject, string? Session, int Reference, int?[] Variants);
