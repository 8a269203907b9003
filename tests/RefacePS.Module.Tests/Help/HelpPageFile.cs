using System.Text.RegularExpressions;
using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests.Help;

/// <summary>A page of docs/cmdlets as text, read without the means that make the help of it.</summary>
internal sealed partial class HelpPageFile(string path)
{
    private readonly string text = File.ReadAllText(path).ReplaceLineEndings("\n");

    public static IReadOnlyList<HelpPageFile> All { get; } =
        [.. Directory.GetFiles(Build.HelpPagesFolder, "*.md").Order(StringComparer.Ordinal)
            .Select(path => new HelpPageFile(path))];

    /// <summary>The cmdlet, by the name of the file.</summary>
    public string Name { get; } = Path.GetFileNameWithoutExtension(path);

    /// <summary>The heading.</summary>
    public string Title => text[2..text.IndexOf('\n', StringComparison.Ordinal)];

    /// <summary>Title, code, and whether it is only asked what it would do.</summary>
    public IEnumerable<(string Title, string Code, bool IsWhatIf)> Examples => Example().Matches(text)
        .Select(example =>
            (example.Groups["title"].Value, example.Groups["code"].Value, example.Groups["whatif"].Success));

    /// <summary>The syntax line of each parameter set.</summary>
    public IReadOnlyList<string> Syntax =>
        [.. Regex.Split(SyntaxBlock().Match(text).Groups["code"].Value, $@"(?m)^(?={Name}\b)")
        .Select(line => Space().Replace(line.Trim(), " ")).Where(line => line.Length > 0)];

    /// <summary>Names, aliases and meaning of each row of the table of parameters.</summary>
    public IEnumerable<(string[] Names, string[] Aliases, string Meaning)> ParameterRows =>
        ParameterRow().Matches(Part("Parameters")).Select(row => (
        NamesIn(row.Groups["names"].Value), NamesIn(row.Groups["aliases"].Value), row.Groups["meaning"].Value));

    /// <summary>The text below a heading of the second level.</summary>
    public string Part(string heading) =>
        Regex.Match(text, $@"(?ms)^## {heading}\n(?<part>.*?)(?=^## |\z)").Groups["part"].Value;

    private static string[] NamesIn(string cell) =>
        [.. ParameterName().Matches(cell).Select(name => name.Groups["name"].Value)];

    [GeneratedRegex(@"(?ms)^### (?<title>[^\n]+)\n+```powershell(?<whatif> whatif)?\n(?<code>.*?)\n```$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Example();

    [GeneratedRegex(@"(?ms)^```\n(?<code>.*?)\n```$", RegexOptions.ExplicitCapture)]
    private static partial Regex SyntaxBlock();

    [GeneratedRegex(@"(?m)^\| (?<names>`-[^|(]*)(\((?<aliases>[^)]*)\))?\s*\| (?<meaning>[^|]*) \|$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex ParameterRow();

    [GeneratedRegex("`-(?<name>[A-Za-z]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
