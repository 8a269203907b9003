namespace RefacePS.Archives.Slurm;

/// <summary>A scan or file could not be treated by a task, which wrote down why.</summary>
/// <param name="errorId">Id of the error that the task met.</param>
/// <param name="message">Its message.</param>
public sealed class TaskFailureException(string errorId, string message) : RefacePSException(errorId, message);
