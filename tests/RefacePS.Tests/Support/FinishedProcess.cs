using System.Diagnostics;

namespace RefacePS.Tests.Support;

/// <summary>A program as a process of its own, run to its end.</summary>
/// <param name="ExitCode">The code that it ended with.</param>
/// <param name="Output">All that it wrote to its output.</param>
/// <param name="Error">All that it wrote to its error stream.</param>
internal sealed record FinishedProcess(int ExitCode, string Output, string Error)
{
    public static FinishedProcess Run(string program, params IEnumerable<string> arguments) =>
        Run(new ProcessStartInfo(program, arguments));

    /// <summary>Runs a program to its end.</summary>
    /// <param name="start">The program; its streams are redirected.</param>
    /// <param name="input">Standard input.</param>
    public static FinishedProcess Run(ProcessStartInfo start, string input = "")
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }

    /// <summary>True if a program is there and ends well.</summary>
    public static bool Succeeds(string program, params IEnumerable<string> arguments)
    {
        try
        {
            return Run(program, arguments).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
