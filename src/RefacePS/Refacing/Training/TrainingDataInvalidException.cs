namespace RefacePS.Refacing.Training;

/// <summary>Heads that cannot be trained on.</summary>
public sealed class TrainingDataInvalidException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    public TrainingDataInvalidException(string message)
        : base("TrainingDataInvalid", message)
    {
    }
}
