namespace RefacePS.Comparing;

/// <summary>A measurement, or one number of it, cannot be used; the others can.</summary>
public sealed class MeasurementException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="exclusion">What plays no part, and why; the reason becomes the error id.</param>
    public MeasurementException(CohortExclusion exclusion)
        : base(IdOf(exclusion), MessageOf(exclusion)) => Exclusion = exclusion;

    /// <summary>The scans that play no part, and why.</summary>
    public CohortExclusion Exclusion { get; }

    private static string IdOf(CohortExclusion exclusion)
    {
        ArgumentNullException.ThrowIfNull(exclusion);
        return exclusion.Reason.ToString();
    }

    private static string MessageOf(CohortExclusion exclusion)
    {
        string?[] names = [exclusion.Subject ?? "no subject", exclusion.Session, exclusion.Variant, exclusion.Region];
        return $"Measurement '{string.Join(", ", names.Where(name => name is not null))}': {exclusion.Detail}";
    }
}
