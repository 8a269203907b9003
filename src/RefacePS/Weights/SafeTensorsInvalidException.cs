namespace RefacePS.Weights;

/// <summary>A file is not a safetensors file, or breaks a rule of the format.</summary>
public sealed class SafeTensorsInvalidException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    public SafeTensorsInvalidException(string path, string fault, Exception? inner = null)
        : base("SafeTensorsInvalid",
            $"'{path}' is not a valid safetensors file: {fault}. Copy it again from where it came from.", inner)
    {
    }
}
