namespace RefacePS;

/// <summary>Notices that a reader of a comparison should know before trusting it.</summary>
/// <param name="Id">Stable PascalCase id.</param>
/// <param name="Message">What it is, and what to do.</param>
public sealed record CohortNotice(string Id, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
