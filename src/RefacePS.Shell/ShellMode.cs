namespace RefacePS.Shell;

/// <summary>The options of the shell.</summary>
internal enum ShellMode
{
    /// <summary>Take commands one by one: at a prompt, or from redirected input.</summary>
    Loop,

    /// <summary>Run a script file.</summary>
    File,

    /// <summary>Run a command text.</summary>
    Command,

    /// <summary>Say how it is used.</summary>
    Help,

    /// <summary>Say which version this is.</summary>
    Version,
}
