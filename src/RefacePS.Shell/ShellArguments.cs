namespace RefacePS.Shell;

/// <summary>The command line, in the forms of pwsh.</summary>
internal sealed record ShellArguments
{
    public const string Help = """
        RefacePS.Shell: PowerShell with the RefacePS module imported.

          RefacePS.Shell [[-File] <script> [arguments]]
          RefacePS.Shell -Command <text> | -
          RefacePS.Shell [-NoLogo] [-NoProfile] [-NonInteractive]
          RefacePS.Shell -Version | -Help

          -File            Runs a script with the arguments that follow it. What a first argument without a dash
                           means.
          -Command         Runs the text that follows, or with '-' what comes from standard input.
          -NoLogo          Shows no banner at the prompt.
          -NoProfile       Accepted; there are no profiles.
          -NonInteractive  Asks nothing: what would ask fails.
        """;

    /// <summary>Full name and shortest accepted abbreviation, as in pwsh.</summary>
    private static readonly (string Name, string Shortest)[] Options =
    [
        ("command", "c"), ("file", "f"), ("help", "h"), ("nologo", "nol"), ("noninteractive", "noni"),
        ("noprofile", "nop"), ("version", "v"),
    ];

    public ShellMode Mode { get; private init; } = ShellMode.Loop;

    /// <summary>The path of the script, or the text of the command.</summary>
    public string Text { get; private init; } = string.Empty;

    /// <summary>The arguments of the script.</summary>
    public IReadOnlyList<string> Rest { get; private init; } = [];

    public bool ShowsBanner { get; private init; } = true;

    public bool IsInteractive { get; private init; } = true;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ShellUsageException">It cannot be understood.</exception>
    public static ShellArguments Parse(IReadOnlyList<string> args)
    {
        var result = new ShellArguments();
        for (var i = 0; i < args.Count; i++)
        {
            string[] rest = [.. args.Skip(i + 1)];
            switch (OptionOf(args[i]))
            {
                case null: return result.WithFile(args[i], rest);
                case "file": return result.WithFile(rest.FirstOrDefault(), [.. rest.Skip(1)]);
                case "command": return result.WithCommand(rest);
                case "help": return result with { Mode = ShellMode.Help };
                case "version": return result with { Mode = ShellMode.Version };
                case "nologo": result = result with { ShowsBanner = false }; break;
                case "noninteractive": result = result with { IsInteractive = false }; break;
                case "noprofile": break;
                case var unknown: throw new ShellUsageException(
                    $"'{unknown}' is not an option. Use -Help to see what is.");
            }
        }

        return result;
    }

    /// <summary>The full name of an option, the text itself where it is none of ours, or null where it has no
    /// dash.</summary>
    private static string? OptionOf(string argument)
    {
        if (argument is "-?" or "/?")
        {
            return "help";
        }

        if (argument is not ['-', _, ..])
        {
            return null;
        }

        var given = argument.TrimStart('-').ToLowerInvariant();
        var known = Array.Find(Options, option => option.Name.StartsWith(given, StringComparison.Ordinal)
            && given.StartsWith(option.Shortest, StringComparison.Ordinal));
        return known.Name ?? argument;
    }

    private ShellArguments WithFile(string? path, string[] rest) => path is null
        ? throw new ShellUsageException("-File needs the path of a script.")
        : this with { Mode = ShellMode.File, Text = path, Rest = rest };

    private ShellArguments WithCommand(string[] rest) => rest switch
    {
        [] => throw new ShellUsageException("-Command needs a text, or '-' for standard input."),
        ["-"] => this with { Mode = ShellMode.Loop, ShowsBanner = false, IsInteractive = false },
        _ => this with { Mode = ShellMode.Command, Text = string.Join(' ', rest) },
    };
}
