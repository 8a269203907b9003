namespace RefacePS.Refacing.Training;

/// <summary>A checkpoint that this training cannot go on from.</summary>
public sealed class CheckpointInvalidException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    public CheckpointInvalidException(string path, string fault, Exception? inner = null)
        : base("CheckpointInvalid",
            $"Training cannot resume from '{path}': {fault}. Resume with the recipe and the subjects it was started "
                + $"with, or start anew in another folder.", inner)
    {
    }
}
