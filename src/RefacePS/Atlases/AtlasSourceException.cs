namespace RefacePS.Atlases;

/// <summary>Scans and label maps that no head atlas can be made from.</summary>
public sealed class AtlasSourceException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errorId">Which rule is broken.</param>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public AtlasSourceException(string errorId, string message)
        : base(errorId, message)
    {
    }
}
