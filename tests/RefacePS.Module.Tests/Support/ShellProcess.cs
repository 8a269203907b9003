using System.Diagnostics;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Support;

/// <summary>RefacePS.Shell as a process of its own.</summary>
internal static class ShellProcess
{
    /// <summary>Runs the shell to its end.</summary>
    public static FinishedProcess Run(params ReadOnlySpan<string> arguments) =>
        RunWith("", null, arguments);

    /// <summary>Runs the shell to its end.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="module">A manifest to import in place of the built one.</param>
    /// <param name="arguments">The command line.</param>
    public static FinishedProcess RunWith(
        string input, string? module, params ReadOnlySpan<string> arguments) =>
        FinishedProcess.Run(StartInfo(module, arguments), input);

    /// <summary>Runs the shell to its end with the module as it finds it by its name.</summary>
    /// <param name="modulePath">The one folder of modules that it knows.</param>
    /// <param name="arguments">The command line.</param>
    public static FinishedProcess RunInstalled(
        string modulePath, params ReadOnlySpan<string> arguments)
    {
        var start = StartInfo("RefacePS", arguments);
        start.Environment["PSModulePath"] = modulePath;
        return FinishedProcess.Run(start);
    }

    private static ProcessStartInfo StartInfo(string? module, ReadOnlySpan<string> arguments)
    {
        var isAssembly = Path.GetExtension(Build.Shell) == ".dll";
        var start = new ProcessStartInfo(isAssembly ? "dotnet" : Build.Shell, isAssembly ? [Build.Shell, .. arguments]
            : arguments.ToArray())
        {
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        if (module is not null)
        {
            start.Environment["REFACEPS_MODULE"] = module;
        }

        return start;
    }
}
