using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell;

namespace RefacePS.Shell;

/// <summary>A PowerShell runspace on the console. Ctrl+C stops what runs in it.</summary>
internal sealed class Session : IDisposable
{
    private readonly ShellHost host;
    private readonly Runspace runspace;
    private volatile PowerShell? running;
    private volatile bool wasInterrupted;

    public Session(bool isInteractive)
    {
        host = new ShellHost(isInteractive);
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // What pwsh's own configuration file sets there; without one, Windows would refuse every script.
            state.ExecutionPolicy = ExecutionPolicy.RemoteSigned;
        }

        // The engine's own help function pages through commands that come with pwsh alone.
        state.Commands.Remove("help", typeof(SessionStateFunctionEntry));
        state.Commands.Add(new SessionStateAliasEntry("help", "Get-Help"));

        // So does its function that clears the screen.
        state.Commands.Remove("Clear-Host", typeof(SessionStateFunctionEntry));
        state.Commands.Add(
            new SessionStateFunctionEntry(
                "Clear-Host", "if (-not [System.Console]::IsOutputRedirected) { [System.Console]::Clear() }"));
        runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        Runspace.DefaultRunspace = runspace;
        Console.CancelKeyPress += StopRunning;
    }

    /// <summary>Name and version of the module and of the engine.</summary>
    public static string Banner =>
        $"RefacePS {typeof(Session).Assembly.GetName().Version!.ToString(3)} on PowerShell {EngineVersion}";

    /// <summary>The first words for whoever meets the prompt.</summary>
    public const string Hint = """
        Get-Command -Module RefacePS         what there is
        Get-Help Invoke-Deface -Examples     how it is used
        Get-Help about_RefacePS              what it is about
        exit                                 leaves
        This console has the core commands of PowerShell only; for all others use pwsh.

        """;

    /// <summary>The code given to <c>exit</c>, once a script or a user has asked to leave.</summary>
    public int? ExitCode => host.ExitCode;

    private static string EngineVersion =>
        typeof(PSObject)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split(
                ' ', '+')[0];

    private static string ModuleManifest => Environment.GetEnvironmentVariable("REFACEPS_MODULE") ?? Path.GetFullPath(
        typeof(Session).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "ModuleManifest").Value!,
        AppContext.BaseDirectory);

    /// <summary>Imports the built module; the reason is reported where it cannot be.</summary>
    public bool ImportModule() => Run(
        shell => shell.AddCommand("Import-Module").AddParameter("Name", ModuleManifest)
            .AddParameter("ErrorAction", ActionPreference.Stop));

    /// <summary>Runs a script file and returns its exit code.</summary>
    public int RunFile(string path, IReadOnlyList<string> arguments)
    {
        if (!File.Exists(path))
        {
            host.UI.WriteErrorLine($"The script '{path}' does not exist.");
            return ExitCodes.Usage;
        }

        RethrowExit();
        var script = new Command(Path.GetFullPath(path));
        ScriptArguments.AddTo(script, arguments);
        return ExitCodeAfter(Run(shell => shell.Commands.AddCommand(script)));
    }

    /// <summary>Runs a command and returns its exit code: 1 where it or its last statement failed.</summary>
    public int RunCommand(string text)
    {
        // $? of the last statement is gone once the pipeline has ended, so the statement after it keeps it.
        var finished = Run(shell => shell.AddScript($"{text}\n$Host.PrivateData.LastStatementSucceeded = $?"));
        return ExitCodeAfter(finished && host.Status.LastStatementSucceeded);
    }

    /// <summary>Runs a command of the prompt, which goes on whatever comes of it.</summary>
    public void RunAtPrompt(string text) => Run(shell => shell.AddScript(text), addToHistory: true);

    /// <summary>The text of the prompt, by the session's own <c>prompt</c> function.</summary>
    public string Prompt()
    {
        using var shell = CreateShell();
        return shell.AddCommand("prompt").Invoke().FirstOrDefault()?.ToString() ?? "PS> ";
    }

    /// <summary>Asks the user for a line; null at the end of the input.</summary>
    public string? ReadLine(string prompt)
    {
        host.UI.Write(prompt);
        return Console.In.ReadLine();
    }

    public void WriteLine(string text) => host.UI.WriteLine(text);

    public void Dispose()
    {
        Console.CancelKeyPress -= StopRunning;
        runspace.Dispose();
    }

    private PowerShell CreateShell()
    {
        var shell = PowerShell.Create();
        shell.Runspace = runspace;
        return shell;
    }

    /// <summary>Runs commands and shows what comes of them. Returns whether they ran to their end.</summary>
    private bool Run(Action<PowerShell> addCommands, bool addToHistory = false)
    {
        wasInterrupted = false;
        using var shell = CreateShell();
        addCommands(shell);

        // Errors go to the formatter with everything else, so that they appear in the order in which they come.
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        try
        {
            running = shell;
            shell.Invoke(input: null, new PSInvocationSettings { AddToHistory = addToHistory });
            return true;
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
        catch (RuntimeException e)
        {
            Show(e.ErrorRecord);
            return false;
        }
        finally
        {
            running = null;
            host.Console.ClearProgress();
        }
    }

    /// <summary>Shows the error that ended a command. The engine formats it, and takes it for output as any other
    /// object.</summary>
    private void Show(ErrorRecord error)
    {
        using var shell = CreateShell();
        using var redirection = host.Console.RedirectToStandardError();
        shell.AddCommand("Out-Default").AddParameter("InputObject", error).Invoke();
    }

    private int ExitCodeAfter(bool succeeded) =>
        ExitCode ?? (wasInterrupted ? ExitCodes.Interrupted : succeeded ? ExitCodes.Success : ExitCodes.Failure);

    private void StopRunning(object? sender, ConsoleCancelEventArgs e)
    {
        e.Cancel = true;
        wasInterrupted = true;
        running?.BeginStop(callback: null, state: null);
    }

    /// <summary>
    /// Lets <c>exit</c> of a script file end the session, as it does under pwsh -File, and not the script alone. pwsh
    /// sets the same switch; it has no public face.
    /// </summary>
    private void RethrowExit()
    {
        const BindingFlags hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        var engine = typeof(EngineIntrinsics).GetField("_context", hidden)!.GetValue(
            runspace.SessionStateProxy.GetVariable("ExecutionContext"))!;
        engine.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", hidden)!.SetValue(engine, true);
    }
}
