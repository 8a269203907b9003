namespace RefacePS.Compute;

/// <summary>The native libtorch cannot be loaded on this machine.</summary>
public sealed class TorchUnavailableException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="folder">Where libtorch was looked for.</param>
    /// <param name="message">What failed and the way out.</param>
    /// <param name="inner">What the system reported, if anything.</param>
    public TorchUnavailableException(string folder, string message, Exception? inner = null)
        : base("TorchUnavailable", message, inner) => Folder = folder;

    /// <summary>The folder in which libtorch was looked for.</summary>
    public string Folder { get; }
}
