using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace RefacePS.Module.Tests.Support;

/// <summary>The real PowerShell engine with the built module imported, shared by the tests of a class, which run one by
/// one.</summary>
public sealed class Engine : IDisposable
{
    /// <summary>Runspaces that may come without a file system before that counts as a failure.</summary>
    private const int Tries = 5;

    private static readonly Lock Opening = new();
    private readonly Runspace runspace;

    public Engine()
    {
        lock (Opening)
        {
            runspace = Open();
            Assert.Empty(Run("Import-Module $manifest", ("manifest", Build.Manifest)).Errors);
        }
    }

    /// <summary>A runspace that has a file system.</summary>
    private static Runspace Open()
    {
        // On busy machines PowerShell 7.6 now and then opens one in no folder at all, without an error: its list of
        // drives is read while it opens, and what goes wrong there is dropped. The next one has its drives again.
        for (var tries = 1; ; tries++)
        {
            var runspace = RunspaceFactory.CreateRunspace(NewState());
            runspace.Open();
            using var shell = PowerShell.Create();
            shell.Runspace = runspace;
            if (shell.AddScript("$PWD.Provider.Name").Invoke<string>() is ["FileSystem"])
            {
                return runspace;
            }

            runspace.Dispose();
            Assert.True(tries < Tries, $"PowerShell opened {tries} runspaces without a file system.");
        }
    }

    /// <summary>Runs a script with variables and returns all that comes of it.</summary>
    internal EngineResult Run(string script, params ReadOnlySpan<(string Name, object? Value)> variables)
    {
        using var shell = Create(script, variables);
        return Gather(shell, shell.Invoke());
    }

    /// <summary>Runs a script with positional arguments; an error that ends it is among what comes of it.</summary>
    internal EngineResult RunToEnd(string script, params object?[] arguments)
    {
        // Without this the engine goes on after an error that ends a command alone.
        using var shell = Create($"try {{ {script} }} catch {{ throw }}");
        foreach (var argument in arguments)
        {
            shell.AddArgument(argument);
        }

        var output = new PSDataCollection<PSObject>();
        ErrorRecord? fatal = null;
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException e)
        {
            fatal = e.ErrorRecord;
        }

        var result = Gather(shell, output);
        return result with
            { Fatal = fatal, Errors = [.. result.Errors.Where(error => error.Exception != fatal?.Exception)] };
    }

    private static InitialSessionState NewState()
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // What pwsh's own configuration file sets there; without one, Windows would refuse scripts and views.
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.RemoteSigned;
        }

        return state;
    }

    private static EngineResult Gather(PowerShell shell, IEnumerable<PSObject> output)
    {
        var streams = shell.Streams;
        return new([.. output], [.. streams.Error], [.. streams.Warning.Select(warning => warning.Message)],
            [.. streams.Progress]);
    }

    /// <summary>A pipeline that is not started yet.</summary>
    internal PowerShell Create(string script, params ReadOnlySpan<(string Name, object? Value)> variables)
    {
        foreach (var (name, value) in variables)
        {
            runspace.SessionStateProxy.SetVariable(name, value);
        }

        var shell = PowerShell.Create();
        shell.Runspace = runspace;
        return shell.AddScript(script);
    }

    public void Dispose() => runspace.Dispose();
}
