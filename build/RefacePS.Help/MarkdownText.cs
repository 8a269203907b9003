using System.Text.RegularExpressions;

namespace RefacePS.Help;

/// <summary>Markdown to the plain text of a console.</summary>
public static partial class MarkdownText
{
    /// <summary>A paragraph of a block: joined lines, a line for each entry of a list, a line for each row of a
    /// table.</summary>
    public static string Plain(IReadOnlyList<string> block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (MarkdownSection.IsCode(block))
        {
            return MarkdownSection.CodeOf(block);
        }

        return IsTable(block)
            ? string.Join('\n', Rows(block).Select(cells => string.Join(": ", cells.Select(Plain))))
            : Plain(string.Join('\n', block));
    }

    /// <summary>Text without the marks of links, code and emphasis; lines are joined, unless they begin an entry of a
    /// list.</summary>
    public static string Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var joined = LineBreak().Replace(text.Trim(), " ");
        var linked = Link().Replace(PageLink().Replace(joined, "docs/${path}"), "${text}");
        return Emphasis().Replace(linked, "${text}").Replace("`", string.Empty, StringComparison.Ordinal);
    }

    /// <summary>The text of every link; of one to a page of docs, where the page is.</summary>
    public static IEnumerable<string> LinksOf(string text) =>
        Link().Matches(PageLink().Replace(text, "[docs/${path}]()")).Select(link => Plain(link.Groups["text"].Value));

    /// <summary>True if a block is a table.</summary>
    public static bool IsTable(IReadOnlyList<string> block) => block is [['|', ..], ['|', ..], ..];

    /// <summary>The cells of the rows below the head of a table, as they stand there.</summary>
    public static IEnumerable<string[]> Rows(IReadOnlyList<string> table) =>
        table.Skip(2).Select(row => row.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries));

    [GeneratedRegex(@"[ \t]*\n[ \t]*(?![-*] )", RegexOptions.ExplicitCapture)]
    private static partial Regex LineBreak();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    /// <summary>A link from docs/cmdlets to a page of docs: where the page is says more than its title.</summary>
    [GeneratedRegex(@"\[[^\]]*\]\(\.\./(?<path>[\w-]+\.md)[^)]*\)", RegexOptions.ExplicitCapture)]
    private static partial Regex PageLink();

    [GeneratedRegex(@"\*\*(?<text>[^*]+)\*\*", RegexOptions.ExplicitCapture)]
    private static partial Regex Emphasis();
}
