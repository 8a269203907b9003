using System.Management.Automation.Language;

namespace RefacePS.Shell;

/// <summary>
/// Takes commands line by line, at a prompt or from redirected input, until there are no more or one says exit. Lines
/// that do not make a whole command yet are joined with the next.
/// </summary>
internal sealed class CommandLoop(Session session, ShellArguments arguments)
{
    private const string Continuation = ">> ";

    private readonly bool showsPrompt = arguments.IsInteractive && !Console.IsInputRedirected;

    /// <summary>Runs to the end and returns the exit code.</summary>
    public int Run()
    {
        if (showsPrompt && arguments.ShowsBanner)
        {
            session.WriteLine(Session.Banner);
            session.WriteLine(Session.Hint);
        }

        var exitCode = ExitCodes.Success;
        while (session.ExitCode is null && ReadCommand() is { } command)
        {
            if (showsPrompt)
            {
                session.RunAtPrompt(command);
            }
            else if (!string.IsNullOrWhiteSpace(command))
            {
                exitCode = session.RunCommand(command);
            }
        }

        return session.ExitCode ?? exitCode;
    }

    /// <summary>The next whole command; null at the end of the input.</summary>
    private string? ReadCommand()
    {
        var text = session.ReadLine(showsPrompt ? session.Prompt() : string.Empty);
        while (text is not null && IsIncomplete(text)
            && session.ReadLine(showsPrompt ? Continuation : string.Empty) is { } line)
        {
            text += "\n" + line;

            // At a prompt an empty line ends a command that cannot be completed, so that the user is not caught in it.
            if (showsPrompt && line.Length == 0)
            {
                break;
            }
        }

        return text;
    }

    private static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out var errors);
        return Array.Exists(errors, error => error.IncompleteInput);
    }
}
