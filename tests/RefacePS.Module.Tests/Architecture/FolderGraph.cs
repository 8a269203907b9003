namespace RefacePS.Module.Tests.Architecture;

/// <summary>The folders of an assembly's source and the folders that each uses; a folder is a namespace.</summary>
internal sealed class FolderGraph
{
    private readonly Dictionary<string, Dictionary<string, string>> uses = new(StringComparer.Ordinal);

    /// <summary>Notes that a folder uses another; one that uses itself does not count.</summary>
    /// <param name="folder">Who uses.</param>
    /// <param name="used">What is used.</param>
    /// <param name="witness">Where, for whoever has to mend it; the first counts.</param>
    public void Add(string folder, string used, string witness = "")
    {
        if (folder != used)
        {
            (uses.TryGetValue(folder, out var known) ? known : uses[folder] = new(StringComparer.Ordinal))
                .TryAdd(used, witness);
        }
    }

    /// <summary>Folders that reach each other, each circle as its uses with their witnesses.</summary>
    public IReadOnlyList<string> Circles()
    {
        var reach = uses.Keys.ToDictionary(folder => folder, ReachedFrom, StringComparer.Ordinal);
        return
        [
            .. from folder in uses.Keys.Order(StringComparer.Ordinal)
               from used in uses[folder].OrderBy(pair => pair.Key, StringComparer.Ordinal)
               where reach.TryGetValue(used.Key, out var back) && back.Contains(folder)
               select $"{folder} -> {used.Key} {used.Value}".TrimEnd(),
        ];
    }

    private HashSet<string> ReachedFrom(string folder)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([folder]);
        while (open.TryPop(out var next))
        {
            foreach (var used in uses.GetValueOrDefault(next)?.Keys ?? Enumerable.Empty<string>())
            {
                if (reached.Add(used))
                {
                    open.Push(used);
                }
            }
        }

        return reached;
    }
}
