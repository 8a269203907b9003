namespace RefacePS.Help;

/// <summary>A help page is not written as docs/writing-help.md says.</summary>
public sealed class HelpPageException(string message) : Exception(message);
