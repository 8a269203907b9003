namespace RefacePS.Help;

/// <summary>A heading of a page and the lines below it, up to the next heading.</summary>
/// <param name="Level">1 for the title, 2 and 3 for what is below it.</param>
/// <param name="Title">The heading.</param>
/// <param name="Lines">What stands below it.</param>
public sealed record MarkdownSection(int Level, string Title, IReadOnlyList<string> Lines)
{
    private const string Fence = "```";

    /// <summary>Cuts a page at its headings. A line in a block of code is none.</summary>
    /// <exception cref="HelpPageException">The page does not begin with a heading.</exception>
    public static IReadOnlyList<MarkdownSection> Split(string page)
    {
        var sections = new List<(int Level, string Title, List<string> Lines)>();
        var isCode = false;
        foreach (var line in page.ReplaceLineEndings("\n").Split('\n'))
        {
            isCode ^= line.StartsWith(Fence, StringComparison.Ordinal);
            var level = line.TakeWhile(letter => letter == '#').Count();
            if (!isCode && level > 0)
            {
                sections.Add((level, line[level..].Trim(), []));
            }
            else if (sections.Count > 0)
            {
                sections[^1].Lines.Add(line);
            }
            else if (line.Trim().Length > 0)
            {
                throw new HelpPageException("A page begins with the name of its cmdlet: '# Verb-Noun'.");
            }
        }

        return sections.ConvertAll(section => new MarkdownSection(section.Level, section.Title, section.Lines));
    }

    /// <summary>The blocks of the section: paragraphs, lists, tables and blocks of code, without the empty lines
    /// between them.</summary>
    public IEnumerable<IReadOnlyList<string>> Blocks()
    {
        var block = new List<string>();
        var isCode = false;
        foreach (var line in Lines)
        {
            isCode ^= line.StartsWith(Fence, StringComparison.Ordinal);
            if (line.Trim().Length > 0 || isCode)
            {
                block.Add(line);
            }
            else if (block.Count > 0)
            {
                yield return block;
                block = [];
            }
        }

        if (block.Count > 0)
        {
            yield return block;
        }
    }

    /// <summary>True if a block is code.</summary>
    public static bool IsCode(IReadOnlyList<string> block) => block[0].StartsWith(Fence, StringComparison.Ordinal);

    /// <summary>The lines of a block of code, without the fence.</summary>
    public static string CodeOf(IReadOnlyList<string> block) =>
        string.Join('\n', block.Skip(1).TakeWhile(line => line != Fence));
}
