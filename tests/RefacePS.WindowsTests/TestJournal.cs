namespace RefacePS.WindowsTests;

/// <summary>
/// What is known of a run, line by line on disk as it happens, so that nothing a process found out is lost with the
/// process: the next one on the same journal runs what is left.
/// </summary>
/// <remarks>Lines are <c>start NAME</c>, <c>end PASSED FAILED SKIPPED NAME</c> for each case, and <c>done</c> at the
/// end.</remarks>
internal sealed class TestJournal(string path) : IDisposable
{
    private readonly HashSet<string> ended = [.. Read(path)];
    private readonly StreamWriter writer = new(path, append: true) { AutoFlush = true, NewLine = "\n" };

    /// <summary>True if an earlier process ran the case to its end.</summary>
    public bool Has(string test) => ended.Contains(test);

    public void Start(string test) => writer.WriteLine($"start {OneLine(test)}");

    public void End(string test, int passed, int failed, int skipped) =>
        writer.WriteLine($"end {passed} {failed} {skipped} {OneLine(test)}");

    public void Done() => writer.WriteLine("done");

    public void Dispose() => writer.Dispose();

    private static IEnumerable<string> Read(string path) => File.Exists(path)
        ? File.ReadAllLines(path).Where(line => line.StartsWith("end ", StringComparison.Ordinal))
        .Select(line => line.Split(' ', 5)[4])
        : [];

    private static string OneLine(string test) => test.ReplaceLineEndings(" ");
}
