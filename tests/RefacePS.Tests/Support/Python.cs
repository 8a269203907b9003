namespace RefacePS.Tests.Support;

/// <summary>A Python with nibabel, the reference reader and writer of NIfTI, or with SciPy, the reference of
/// statistics.</summary>
internal static class Python
{
    private static readonly Lazy<string?> WithNibabel = new(() => Find("nibabel"));
    private static readonly Lazy<string?> WithScipy = new(() => Find("scipy.stats"));

    public static bool HasNibabel => WithNibabel.Value is not null;

    public static bool HasScipy => WithScipy.Value is not null;

    /// <summary>Runs a script that uses nibabel and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it wrote to its error
    /// stream.</exception>
    public static string Run(params ReadOnlySpan<string> arguments) => Run(WithNibabel.Value!, arguments);

    /// <summary>Runs a script that uses SciPy and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it wrote to its error
    /// stream.</exception>
    public static string RunScipy(params ReadOnlySpan<string> arguments) => Run(WithScipy.Value!, arguments);

    private static string Run(string interpreter, ReadOnlySpan<string> arguments)
    {
        var (exitCode, output, error) = FinishedProcess.Run(interpreter, arguments.ToArray());
        return exitCode == 0 ? output : throw new InvalidOperationException(error);
    }

    private static string? Find(string package) => Array.Find(
        ["/usr/bin/python3", "python3"],
        interpreter => FinishedProcess.Succeeds(interpreter, "-c", $"import {package}"));
}
