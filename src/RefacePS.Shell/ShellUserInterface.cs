using System.Management.Automation;
using System.Management.Automation.Host;

namespace RefacePS.Shell;

/// <summary>Writes the streams to the console: errors to standard error, the rest to standard output, coloured on a
/// terminal.</summary>
internal sealed class ShellUserInterface : PSHostUserInterface
{
    private const string Reset = "\e[0m";

    private static readonly bool AllowsColour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private readonly Lock writing = new();
    private readonly ProgressDisplay progress = new(Console.Error);
    private readonly UserPrompts prompts;
    private bool isErrorOutput;

    public ShellUserInterface(bool isInteractive)
    {
        RawUI = new ShellRawUserInterface();
        prompts = new UserPrompts(this, isInteractive);
    }

    public override PSHostRawUserInterface RawUI { get; }

    public override bool SupportsVirtualTerminal =>
        AllowsColour && !(isErrorOutput ? Console.IsErrorRedirected : Console.IsOutputRedirected);

    /// <summary>Sends what is written to standard error until the result is disposed.</summary>
    public IDisposable RedirectToStandardError()
    {
        isErrorOutput = true;
        return new Redirection(this);
    }

    public override void Write(string value) =>
        Put(isErrorOutput ? Console.Error : Console.Out, GetOutputString(value, SupportsVirtualTerminal));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(value);

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void WriteErrorLine(string value) =>
        Put(Console.Error, Styled(value, FormatStyle.Error, Console.IsErrorRedirected) + Environment.NewLine);

    public override void WriteWarningLine(string message) => WriteMarked("WARNING: ", message, FormatStyle.Warning);

    public override void WriteVerboseLine(string message) => WriteMarked("VERBOSE: ", message, FormatStyle.Verbose);

    public override void WriteDebugLine(string message) => WriteMarked("DEBUG: ", message, FormatStyle.Debug);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (writing)
        {
            progress.Update(record);
        }
    }

    /// <summary>Takes progress bars away that a command left behind.</summary>
    public void ClearProgress()
    {
        lock (writing)
        {
            progress.Clear();
        }
    }

    public override string ReadLine() => prompts.ReadLine();

    public override System.Security.SecureString ReadLineAsSecureString() => throw UserPrompts.NotSupported();

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName) =>
        throw UserPrompts.NotSupported();

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) =>
        throw UserPrompts.NotSupported();

    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, System.Collections.ObjectModel.Collection<FieldDescription> descriptions) =>
        prompts.AskForValues(caption, message, descriptions);

    public override int PromptForChoice(
        string caption, string message, System.Collections.ObjectModel.Collection<ChoiceDescription> choices,
        int defaultChoice) =>
        prompts.AskForChoice(caption, message, choices, defaultChoice);

    private static string Styled(string text, FormatStyle style, bool isRedirected) => AllowsColour && !isRedirected
        ? GetFormatStyleString(style) + text + Reset
        : GetOutputString(text, supportsVirtualTerminal: false);

    private void WriteMarked(string mark, string message, FormatStyle style) =>
        Put(Console.Out, Styled(mark + message, style, Console.IsOutputRedirected) + Environment.NewLine);

    /// <summary>The progress bar gives way to text and is drawn again with the next record.</summary>
    private void Put(TextWriter writer, string text)
    {
        lock (writing)
        {
            progress.Hide();
            writer.Write(text);
        }
    }

    private sealed class Redirection(ShellUserInterface console) : IDisposable
    {
        public void Dispose() => console.isErrorOutput = false;
    }
}
