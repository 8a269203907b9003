using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace RefacePS.Shell;

/// <summary>The console as the engine sees it.</summary>
internal sealed class ShellHost(bool isInteractive) : PSHost
{
    public override string Name => "RefacePS.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => Console;

    public ShellUserInterface Console { get; } = new(isInteractive);

    /// <summary>The messages that scripts leave behind for the shell.</summary>
    public ShellStatus Status { get; } = new();

    public override PSObject PrivateData => PSObject.AsPSObject(Status);

    /// <summary>The code given to <c>exit</c>; null before.</summary>
    public int? ExitCode { get; private set; }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new PSNotSupportedException("This host has no nested prompt.");

    public override void ExitNestedPrompt() => throw new PSNotSupportedException("This host has no nested prompt.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
