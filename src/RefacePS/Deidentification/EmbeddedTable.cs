namespace RefacePS.Deidentification;

/// <summary>Tables that are part of this assembly: cells set apart by tabs, and lines that begin with # are
/// remarks.</summary>
internal static class EmbeddedTable
{
    /// <summary>The cells of each line, the heading first.</summary>
    public static IEnumerable<string[]> Lines(string name)
    {
        var resource = $"{typeof(EmbeddedTable).Namespace}.{name}";
        using var stream = typeof(EmbeddedTable).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly holds no {resource}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                yield return line.Split('\t');
            }
        }
    }
}
