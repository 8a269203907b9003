namespace RefacePS;

/// <summary>
/// The root of everything the library reports about its input or its surroundings. The message says what is wrong,
/// where, and what to do; the id is stable and becomes the PowerShell error id.
/// </summary>
public abstract class RefacePSException : Exception
{
    /// <summary>Creates the exception.</summary>
    protected RefacePSException(string errorId, string message, Exception? inner = null)
        : base(message, inner) => ErrorId = errorId;

    /// <summary>Stable PascalCase id of the fault.</summary>
    public string ErrorId { get; }
}
