namespace RefacePS.Errors;

/// <summary>A path that a user gave cannot be used as it is.</summary>
public sealed class InputPathException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errorId">Stable id of the fault.</param>
    /// <param name="path">The path as given.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public InputPathException(string errorId, string path, string message)
        : base(errorId, message) => Path = path;

    /// <summary>The path as given.</summary>
    public string Path { get; }
}
