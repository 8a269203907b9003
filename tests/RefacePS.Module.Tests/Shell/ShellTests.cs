using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Shell;

/// <summary>The shell from outside: what goes in by the command line, and what comes out. Exit codes are those of pwsh
/// 7.6.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1 + 1", 0, "2")]
    [InlineData("exit 7; 'not reached'", 7, "")]
    [InlineData("Import-Volume nosuchfile.nii; 'reached'", 0, "reached")]
    [InlineData("'reached'; Import-Volume nosuchfile.nii", 1, "reached")]
    [InlineData("throw 'bad'", 1, "")]
    [InlineData("Clear-Host; 'reached'", 0, "reached")]
    [InlineData("if (", 1, "")]
    public void A_command_ends_with_the_exit_code_of_pwsh(string command, int exitCode, string output)
    {
        var result = ShellProcess.Run("-NoProfile", "-NonInteractive", "-NoLogo", "-Command", command);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(output, result.Output.Trim());
    }

    [Theory]
    [InlineData("'reached'", 0)]
    [InlineData("exit 5", 5)]
    [InlineData("throw 'bad'", 1)]
    [InlineData("Import-Volume nosuchfile.nii", 0)]
    [InlineData("dotnet nosuchcommand", 0)]
    public void A_script_ends_with_the_exit_code_of_pwsh(string body, int exitCode) =>
        Assert.Equal(exitCode, ShellProcess.Run("-File", Script(body)).ExitCode);

    [Fact]
    public void A_script_gets_its_arguments()
    {
        var script = Script(
            "param([string]$Name, [switch]$Loud, [switch]$Quiet, [int]$Count) "
                + "\"$Name|$Loud|$Quiet|$Count|$args|$PSScriptRoot\"");

        var result = ShellProcess.Run(script, "-Name", "it's a \"test\" $x", "-Loud", "-Quiet:$false", "-Count:3",
            "rest", "-5");

        Assert.Equal("", result.Error);
        Assert.Equal($"it's a \"test\" $x|True|False|3|rest -5|{folder.Path}", result.Output.Trim());
    }

    [Fact]
    public void Streams_go_where_pwsh_puts_them_without_colours_in_a_file()
    {
        var result = ShellProcess.Run(
            "-c", "Import-Volume nosuchfile.nii; $Host.UI.WriteWarningLine('careful'); "
                + "$Host.UI.WriteVerboseLine('details'); 'result'");

        Assert.Equal(["WARNING: careful", "VERBOSE: details", "result"], result.Output.TrimEnd()
            .Split(Environment.NewLine));
        Assert.Contains("nosuchfile.nii", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output + result.Error);
    }

    [Fact]
    public void Commands_come_from_standard_input_line_by_line()
    {
        var result = ShellProcess.RunWith("if ($true) {\n'first'\n}\nnosuchcommand\n'second'\nexit 9\n'not reached'\n",
            null, "-Command", "-");

        Assert.Equal(9, result.ExitCode);
        Assert.Equal(["first", "second"], result.Output.TrimEnd().Split(Environment.NewLine));
        Assert.Contains("nosuchcommand", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Volumes_are_shown_as_a_table_with_units()
    {
        var scan = new NiftiFile().WriteTo(folder, "scan.nii");

        var lines = ShellProcess.Run("-Command", $"Import-Volume '{scan}'").Output.Split(Environment.NewLine);

        Assert.Equal(["Kind", "Shape", "Voxel", "(mm)", "Axes", "Type", "Quality", "Name"], Words(lines[1]));
        Assert.Equal(["Original", "4x5x6", "2x2x2", "RAS", "Int16", "scan.nii"], Words(lines[3]));
    }

    [Fact]
    public void Help_works_by_its_short_name_too() =>
        Assert.Contains("Reads NIfTI and MGH images", ShellProcess.Run("-Command", "help Import-Volume").Output,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("-Version", 0, "RefacePS ")]
    [InlineData("-Help", 0, "RefacePS.Shell")]
    [InlineData("-?", 0, "RefacePS.Shell")]
    [InlineData("-Nonsense", 64, "")]
    [InlineData("nosuchscript.ps1", 64, "")]
    public void The_shell_explains_itself(string argument, int exitCode, string start)
    {
        var result = ShellProcess.Run(argument);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.StartsWith(start, result.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode == 0, result.Error.Length == 0);
    }

    private string Script(string body)
    {
        File.WriteAllText(folder.File("script.ps1"), body);
        return folder.File("script.ps1");
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
