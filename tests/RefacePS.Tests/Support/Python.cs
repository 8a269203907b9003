using System.Diagnostics;

namespace RefacePS.Tests.Support;

/// <summary>A Python with nibabel, the reference reader and writer of NIfTI.</summary>
internal static class Python
{
    private static readonly Lazy<string?> Interpreter = new(() => Array.Find(["/usr/bin/python3", "python3"], CanImportNibabel));

    public static bool HasNibabel => Interpreter.Value is not null;

    /// <summary>Runs a script and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it wrote to its error stream.</exception>
    public static string Run(params ReadOnlySpan<string> arguments)
    {
        var (exitCode, output, error) = Start(Interpreter.Value!, arguments);
        return exitCode == 0 ? output : throw new InvalidOperationException(error);
    }

    private static bool CanImportNibabel(string interpreter)
    {
        try
        {
            return Start(interpreter, ["-c", "import nibabel"]).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (int ExitCode, string Output, string Error) Start(string interpreter, ReadOnlySpan<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(interpreter, arguments.ToArray())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
