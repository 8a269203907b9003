using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests;

/// <summary>Code and prose have lines of at most 120 characters. Longer may be what cannot be broken: texts, rows of
/// tables, and code in pages.</summary>
public sealed class LineWidthTests
{
    private const int Width = 120;

    private static readonly string[] Folders =
        ["bench", "build", "docs", "findings", "models", "module", "samples", "src", "tests"];

    private static readonly string[] Generated = ["bin", "obj"];

    [Theory]
    [InlineData("*.cs", "\"\"\"", "\"")]
    [InlineData("*.ps1", "\u0000", "'")]
    [InlineData("*.md", "```", "|")]
    public void Lines_are_no_longer_than_a_reader_sees(string pattern, string fence, string sign)
    {
        var files = Folders.SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(Build.Repository, folder), pattern, SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Build.Repository, pattern)).Where(IsSource).ToList();

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => LongLines(file, fence, sign)));
    }

    private static bool IsSource(string file) => !Path.GetRelativePath(Build.Repository, file)
        .Split(Path.DirectorySeparatorChar).Intersect(Generated).Any();

    /// <summary>Long lines that are neither inside a fence, such as a block of code, nor hold the sign of a
    /// text.</summary>
    private static IEnumerable<string> LongLines(string file, string fence, string sign)
    {
        var (number, isFenced) = (0, false);
        foreach (var line in File.ReadLines(file))
        {
            number++;
            isFenced ^= line.Split(fence).Length % 2 == 0;
            if (line.Length > Width && !isFenced && !line.Contains(sign, StringComparison.Ordinal))
            {
                yield return $"{Path.GetRelativePath(Build.Repository, file)}:{number} has {line.Length} characters";
            }
        }
    }
}
