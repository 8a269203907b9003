namespace RefacePS.Shell;

/// <summary>The command line cannot be understood.</summary>
internal sealed class ShellUsageException(string message) : Exception(message);
