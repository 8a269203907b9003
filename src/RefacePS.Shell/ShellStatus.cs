namespace RefacePS.Shell;

/// <summary>The messages that a command leaves behind for the shell, by way of <c>$Host.PrivateData</c>.</summary>
public sealed class ShellStatus
{
    /// <summary>The value of <c>$?</c> after the last statement.</summary>
    public bool LastStatementSucceeded { get; set; } = true;
}
