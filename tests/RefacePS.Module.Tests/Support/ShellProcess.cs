using System.Diagnostics;

namespace RefacePS.Module.Tests.Support;

/// <summary>RefacePS.Shell as a process of its own.</summary>
internal static class ShellProcess
{
    /// <summary>Runs the shell to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(params ReadOnlySpan<string> arguments) =>
        RunWith("", null, arguments);

    /// <summary>Runs the shell to its end.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="module">A manifest to import in place of the built one.</param>
    /// <param name="arguments">The command line.</param>
    public static (int ExitCode, string Output, string Error) RunWith(
        string input, string? module, params ReadOnlySpan<string> arguments) =>
        RunToEnd(input, StartInfo(module, arguments));

    /// <summary>Runs the shell to its end with the module as it finds it by its name.</summary>
    /// <param name="modulePath">The one folder of modules that it knows.</param>
    /// <param name="arguments">The command line.</param>
    public static (int ExitCode, string Output, string Error) RunInstalled(
        string modulePath, params ReadOnlySpan<string> arguments)
    {
        var start = StartInfo("RefacePS", arguments);
        start.Environment["PSModulePath"] = modulePath;
        return RunToEnd("", start);
    }

    private static (int ExitCode, string Output, string Error) RunToEnd(string input, ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static ProcessStartInfo StartInfo(string? module, ReadOnlySpan<string> arguments)
    {
        var isAssembly = Path.GetExtension(Build.Shell) == ".dll";
        var start = new ProcessStartInfo(isAssembly ? "dotnet" : Build.Shell, isAssembly ? [Build.Shell, .. arguments]
            : arguments.ToArray())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        if (module is not null)
        {
            start.Environment["REFACEPS_MODULE"] = module;
        }

        return start;
    }
}
