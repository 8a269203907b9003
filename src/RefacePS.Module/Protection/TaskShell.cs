using RefacePS.Errors;

namespace RefacePS.Protection;

/// <summary>The PowerShell that tasks of a cluster run, as a program with its first arguments.</summary>
internal static class TaskShell
{
    private static readonly string[] Names = ["pwsh", "RefacePS.Shell"];

    /// <summary>The one that is given, or the one that runs this, or pwsh where it is on the search path.</summary>
    /// <param name="given">A name, or the full path of a program or assembly; null for none.</param>
    /// <exception cref="InputPathException">There is none.</exception>
    public static string[] Find(string? given) => given is not null ? Start(given) : Running() ?? OnSearchPath()
        ?? throw new InputPathException("TaskShellNotFound", "pwsh", Messages.TaskShellNotFound);

    private static string[] Start(string program) =>
        System.IO.Path.GetExtension(program).Equals(".dll", StringComparison.OrdinalIgnoreCase) ? ["dotnet", program]
        : [program];

    private static string[]? Running()
    {
        var (program, assembly) = (Environment.ProcessPath ?? "", Environment.GetCommandLineArgs()[0]);
        return IsShell(program) ? [program] : IsShell(assembly) ? [program, assembly] : null;
    }

    private static string[]? OnSearchPath() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh"))
        .FirstOrDefault(File.Exists) is { } found ? [found] : null;

    private static bool IsShell(string path) =>
        (System.IO.Path.GetExtension(path) is ".exe" or ".dll" ? System.IO.Path.GetFileNameWithoutExtension(path)
            : System.IO.Path.GetFileName(path)) is { } name && Names.Contains(name);
}
