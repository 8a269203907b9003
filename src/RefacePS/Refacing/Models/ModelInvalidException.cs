namespace RefacePS.Refacing.Models;

/// <summary>The files of a model do not belong together or are damaged.</summary>
public sealed class ModelInvalidException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    public ModelInvalidException(string folder, string fault, Exception? inner = null)
        : base("ModelInvalid", $"The model in '{folder}' cannot be used: {fault}. Install it again.", inner) =>
            Folder = folder;

    /// <summary>The model's folder.</summary>
    public string Folder { get; }
}
