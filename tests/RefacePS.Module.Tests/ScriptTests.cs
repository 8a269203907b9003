using System.Management.Automation.Language;
using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests;

/// <summary>Every PowerShell script of the repository, held against what PSScriptAnalyzer asks by default and a parser
/// can tell.</summary>
public sealed class ScriptTests
{
    private static readonly string[] Folders = ["build", "models", "module", "samples", "tests", "."];

    private static readonly string[] Aliases =
        ["?", "%", "ls", "dir", "cd", "cp", "mv", "rm", "cat", "echo", "select", "where", "foreach", "sort", "gc",
            "gci", "ft", "fl", "iex", "measure", "sls"];

    public static TheoryData<string> Scripts => [.. Folders
        .SelectMany(folder => Directory.GetFiles(
            Path.Combine(Build.Repository, folder), "*.ps*1", folder == "." ? SearchOption.TopDirectoryOnly
            : SearchOption.AllDirectories))
        .Where(file => !file.Split('/', '\\').Any(part => part is "bin" or "obj"))
        .Select(file => Path.GetRelativePath(Build.Repository, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_parses_and_is_clean(string script)
    {
        var path = Path.Combine(Build.Repository, script);
        var syntax = Parser.ParseFile(path, out _, out var errors);
        var commands = syntax.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true)
            .Select(command => ((CommandAst)command).GetCommandName()).OfType<string>().ToList();
        var lines = File.ReadAllLines(path);

        Assert.Empty(errors);
        Assert.DoesNotContain(commands, command => Aliases.Contains(command, StringComparer.OrdinalIgnoreCase));
        Assert.DoesNotContain("Write-Host", commands);
        Assert.DoesNotContain("Invoke-Expression", commands);
        Assert.DoesNotContain(lines, line => line.EndsWith(' ') || line.Any(letter => letter > 127));
        Assert.Empty(
            syntax.FindAll(node => node is VariableExpressionAst variable && variable.VariablePath.IsGlobal,
                searchNestedScriptBlocks: true));
        Assert.Empty(
            syntax.FindAll(node => node is CatchClauseAst { Body.Statements.Count: 0 },
                searchNestedScriptBlocks: true));
        Assert.DoesNotContain(syntax.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true), command =>
            IsHardToRead((CommandAst)command));
        Assert.DoesNotContain(
            syntax.FindAll(node => node is FunctionDefinitionAst, searchNestedScriptBlocks: true)
                .Select(node => ((FunctionDefinitionAst)node).Name),
            name => name.Split('-')[0] is "New" or "Set" or "Remove" or "Start" or "Stop" or "Restart" or "Reset"
                or "Update");
    }

    /// <summary>Three arguments or more of a cmdlet, and none with its name.</summary>
    private static bool IsHardToRead(CommandAst command) =>
        command.GetCommandName() is { } name && name.Contains('-', StringComparison.Ordinal)
        && command.CommandElements.Count > 3 && !command.CommandElements.Any(
            element => element is CommandParameterAst or VariableExpressionAst { Splatted: true });

    [Fact]
    public void Every_cmdlet_has_a_file_in_the_suite_for_Pester()
    {
        var files = Directory.GetFiles(Path.Combine(Build.Repository, "tests", "pester"), "*.Tests.ps1")
            .Select(file => Path.GetFileName(file)[..^".Tests.ps1".Length]);
        var pages = Directory.GetFiles(Build.HelpPagesFolder).Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(pages.Append("Module").Append("Packages").Order(StringComparer.Ordinal),
            files.Order(StringComparer.Ordinal));
    }
}
