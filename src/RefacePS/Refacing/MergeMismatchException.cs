namespace RefacePS.Refacing;

/// <summary>Volumes that cannot be merged.</summary>
public sealed class MergeMismatchException(string message) : RefacePSException("MergeMismatch", message);
