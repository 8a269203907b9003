namespace RefacePS.Bench;

/// <summary>The part of a page that a benchmark writes, between two marks; the text round it is written by
/// hand.</summary>
internal static class MeasuredSection
{
    /// <summary>Replaces the section of a page, and the table of every case in its appendix: <c>defacing-cases.md</c>
    /// beside <c>defacing.md</c>. Prints both where no page is named.</summary>
    /// <exception cref="BenchArgumentException">Either file has no such section.</exception>
    public static void Write(string? path, string name, string content, string cases)
    {
        Write(path, name, content);
        Write(path is null ? null : $"{Path.ChangeExtension(path, null)}-cases.md", name,
            (path is null ? "\nEvery case:\n\n" : "") + cases);
    }

    /// <summary>Replaces the section in a file, or prints it where no file is named.</summary>
    /// <exception cref="BenchArgumentException">The file has no such section.</exception>
    public static void Write(string? path, string name, string content)
    {
        if (path is null)
        {
            Console.Out.Write(content);
            return;
        }

        var (begin, end) = ($"<!-- measured: {name} -->\n", "<!-- end -->");
        var page = File.ReadAllText(path);
        var from = page.IndexOf(begin, StringComparison.Ordinal);
        var to = from < 0 ? -1 : page.IndexOf(end, from, StringComparison.Ordinal);
        if (to < 0)
        {
            throw new BenchArgumentException($"'{path}' has no section between '{begin.TrimEnd()}' and '{end}'.");
        }

        File.WriteAllText(path, page[..(from + begin.Length)] + content + page[to..]);
    }
}
