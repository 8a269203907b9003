namespace RefacePS.Tests.Support;

/// <summary>A program of others that tests ask.</summary>
internal static class Judge
{
    public static string? Missing(string[] programs) =>
        programs.FirstOrDefault(program => !IsPresent(program)) is { } missing
        ? $"The program {missing} is absent." : null;

    /// <summary>The output of a program that has to succeed.</summary>
    public static string Run(string program, params IEnumerable<string> arguments)
    {
        var (exitCode, output) = Ask(program, arguments);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{program}: {output}");
    }

    /// <summary>The output of a program, and the code that it ends with.</summary>
    public static (int ExitCode, string Output) Ask(string program, params IEnumerable<string> arguments)
    {
        var (exitCode, output, error) = FinishedProcess.Run(program, arguments);
        return (exitCode, output + error);
    }

    private static bool IsPresent(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}

/// <summary>A test against programs of others, a case a data row: counted as skipped where one is absent.</summary>
internal sealed class JudgeTheoryAttribute : TheoryAttribute
{
    public JudgeTheoryAttribute(params string[] programs) => Skip = Judge.Missing(programs);
}

/// <summary>The same on real scans.</summary>
internal sealed class JudgeOnSharedDataTheoryAttribute : TheoryAttribute
{
    public JudgeOnSharedDataTheoryAttribute(params string[] programs) => Skip = Reasons.SharedData
        ?? Judge.Missing(programs);
}
