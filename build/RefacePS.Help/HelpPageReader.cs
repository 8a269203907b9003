using System.Text.RegularExpressions;

namespace RefacePS.Help;

/// <summary>Reads a page of docs/cmdlets; docs/writing-help.md says how one is written.</summary>
public static partial class HelpPageReader
{
    private static readonly string[] Known = ["Examples", "Parameters", "Inputs", "Outputs", "Errors", "See also"];

    /// <summary>Reads a page.</summary>
    /// <exception cref="HelpPageException">Something that a page has to have is absent, or it has a heading that help
    /// has no place for.</exception>
    public static HelpPage Read(string page)
    {
        var sections = MarkdownSection.Split(page);
        if (sections is not [{ Level: 1 } title, ..] || title.Blocks().FirstOrDefault() is not { } synopsis)
        {
            throw new HelpPageException(
                "A page begins with '# Verb-Noun' and, below it, a line on what the cmdlet does.");
        }

        var chapters = sections.Where(section => section.Level == 2).ToList();
        if (chapters.Find(chapter => !Known.Contains(chapter.Title)) is { } unknown)
        {
            throw new HelpPageException(
                $"'## {unknown.Title}' is no part of a page: those are {string.Join(", ", Known)}.");
        }

        IEnumerable<IReadOnlyList<string>> BlocksOf(string chapter) =>
            chapters.Where(section => section.Title == chapter).SelectMany(section => section.Blocks());
        var (parameters, afterParameters) = Parameters([.. BlocksOf("Parameters")]);
        return new(
            title.Title,
            MarkdownText.Plain(synopsis),
            [.. title.Blocks().Skip(1).Where(block => !MarkdownSection.IsCode(block)).Select(MarkdownText.Plain)],
            [.. sections.SkipWhile(section => section.Title != "Examples").Where(section => section.Level == 3)
                .Select(Example)],
            parameters,
            [.. BlocksOf("Inputs").SelectMany(Types)],
            [.. BlocksOf("Outputs").SelectMany(Types)],
            [.. afterParameters.Concat(BlocksOf("Errors")).Select(MarkdownText.Plain)],
            [.. BlocksOf("See also").SelectMany(block => MarkdownText.LinksOf(string.Join('\n', block)))]);
    }

    private static HelpExample Example(MarkdownSection section)
    {
        var blocks = section.Blocks().ToList();
        var code = blocks.Find(MarkdownSection.IsCode)
            ?? throw new HelpPageException($"The example '{section.Title}' has no code.");
        return new(
            MarkdownText.Plain(section.Title),
            MarkdownSection.CodeOf(code),
            [.. blocks.Where(block => !ReferenceEquals(block, code)).Select(MarkdownText.Plain)]);
    }

    private static (Dictionary<string, ParameterHelp> Parameters, IEnumerable<IReadOnlyList<string>> Others) Parameters(
        List<IReadOnlyList<string>> blocks)
    {
        var parameters = new Dictionary<string, ParameterHelp>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in blocks.Where(MarkdownText.IsTable).SelectMany(MarkdownText.Rows))
        {
            if (row.Length != 2)
            {
                throw new HelpPageException(
                    $"The table of parameters has two columns, a name and a meaning; '{string.Join(" | ", row)}' does "
                        + $"not fit.");
            }

            // Aliases stand in parentheses behind the name: the cmdlet itself says which there are.
            foreach (Match name in ParameterName().Matches(row[0].Split('(')[0]))
            {
                parameters.Add(name.Groups["name"].Value, new(MarkdownText.Plain(row[1]), DefaultOf(row[1])));
            }
        }

        return (parameters, blocks.Where(block => !MarkdownText.IsTable(block)));
    }

    /// <summary>A default is written <c>`Face` (default)</c>, <c>`Auto` (default: ...)</c> or <c>`400` by
    /// default</c>.</summary>
    private static string? DefaultOf(string description) =>
        Default().Match(description) is { Success: true } match ? match.Groups["value"].Value : null;

    /// <summary>Paragraphs or list entries that begin with the name of a type.</summary>
    private static IEnumerable<TypeHelp> Types(IReadOnlyList<string> block)
    {
        foreach (var entry in MarkdownText.Plain(block).Split('\n'))
        {
            var (type, rest) = entry.TrimStart('-', '*', ' ').Split(':', 2) is [var name, var text] ? (name, text)
                : (entry, string.Empty);
            yield return new(type.Trim(), rest.Trim());
        }
    }

    [GeneratedRegex("`-(?<name>[A-Za-z]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex ParameterName();

    [GeneratedRegex("`(?<value>[^`]+)` (\\(default|by default)", RegexOptions.ExplicitCapture)]
    private static partial Regex Default();
}
