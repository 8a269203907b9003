using System.Text.RegularExpressions;
using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests.Architecture;

public sealed partial class SourceFormTests
{
    private const int MostCharacters = 120;

    private static readonly string[] Extensions = [".cs", ".ps1", ".psm1", ".sh", ".py", ".md", ".txt"];

    /// <summary>Folders of what is built, kept by git or left by runs.</summary>
    private static readonly string[] NotSource = ["bin", "obj", "output", "out", "work", "TestResults", ".git", ".vs"];

    public static TheoryData<string> Folders =>
        [".", .. Subfolders(new(Build.Repository)).Select(folder => folder.Name)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Lines_of_code_and_prose_have_at_most_120_characters(string folder)
    {
        var tooLong = from file in Files(folder)
                    from line in LinesThatCanBeWrapped(file)
                    where line.Text.Length > MostCharacters
                    select $"{Path.GetRelativePath(Build.Repository, file.FullName)}:{line.Number}";

        Assert.Empty(tooLong);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Usings_are_sorted_and_end_with_an_empty_line(string folder) => Assert.Empty(
        from file in Files(folder)
        where file.Extension == ".cs"
        let lines = File.ReadAllLines(file.FullName).SkipWhile(line => line.StartsWith('#')).ToArray()
        let usings = lines.TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal)).ToArray()
        where !usings.SequenceEqual(usings.OrderBy(KindOf).ThenBy(NameOf, StringComparer.OrdinalIgnoreCase))
            || usings.Length > 0 && lines[usings.Length].Length > 0
        select Path.GetRelativePath(Build.Repository, file.FullName));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Summaries_name_what_they_are_about(string folder) => Assert.Empty(
        from file in Files(folder)
        where file.Extension == ".cs" && SummaryThatAsks().IsMatch(File.ReadAllText(file.FullName))
        select Path.GetRelativePath(Build.Repository, file.FullName));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Tables_of_prose_have_a_row_a_line(string folder) => Assert.Empty(
        from file in Files(folder)
        where file.Extension == ".md"
        from line in File.ReadAllLines(file.FullName).Index()
        where line.Item.Contains("| ---", StringComparison.Ordinal) && !DelimiterRow().IsMatch(line.Item)
        select $"{Path.GetRelativePath(Build.Repository, file.FullName)}:{line.Index + 1}");

    /// <summary>Messages say 1 byte and 2 bytes.</summary>
    [Fact]
    public void Numbers_of_things_in_messages_are_counted() => Assert.Empty(
        from file in Files("src")
        where file.Extension == ".cs"
        from line in File.ReadLines(file.FullName).Index()
        where NumberOfThings().IsMatch(line.Item)
        select $"{file.Name}:{line.Index + 1}");

    /// <summary>Else a stop or a fault would come out as it is, and not as the error that it becomes
    /// elsewhere.</summary>
    [Fact]
    public void Work_beside_the_pipeline_is_begun_where_its_faults_become_errors()
    {
        var commands = Files("src").Where(file =>
            file.FullName.Contains("RefacePS.Module", StringComparison.Ordinal) && file.Extension == ".cs").ToList();
        Assert.Empty(
            from file in commands
            from statement in File.ReadAllText(file.FullName).Split(';', '{', '}')
            where statement.Contains("BackgroundWork.Run(", StringComparison.Ordinal)
                && !MappedRun().IsMatch(statement)
            select $"{file.Name}: {statement.Trim()}");
        Assert.True(commands.Count > 30);
    }

    /// <summary>Rows of tables cannot be wrapped.</summary>
    private static IEnumerable<(int Number, string Text)> LinesThatCanBeWrapped(FileInfo file)
    {
        var isFenced = false;
        foreach (var (index, text) in File.ReadAllLines(file.FullName).Index())
        {
            var start = file.Extension == ".md" ? text.TrimStart() : "";
            isFenced ^= start.StartsWith("```", StringComparison.Ordinal);
            if (isFenced || !start.StartsWith('|'))
            {
                yield return (index + 1, text);
            }
        }
    }

    /// <summary>Namespaces before static classes before aliases; System's before others.</summary>
    private static int KindOf(string line) =>
        (line.Contains('=', StringComparison.Ordinal) ? 4
            : line.StartsWith("using static ", StringComparison.Ordinal) ? 2 : 0)
        + (NameOf(line) is "System" || NameOf(line).StartsWith("System.", StringComparison.Ordinal) ? 0 : 1);

    [GeneratedRegex(@"(TryRun|RunOrEnd)\(.*BackgroundWork\.Run\(", RegexOptions.Singleline)]
    private static partial Regex MappedRun();

    [GeneratedRegex(@"\$"".*\} (bytes|voxels|measurements|scans|files|subjects|faces)\b(?! a side)")]
    private static partial Regex NumberOfThings();

    [GeneratedRegex(@"^\s*\|( :?-+:? \|)+$")]
    private static partial Regex DelimiterRow();

    /// <summary>A summary that begins as a question does, so that the thing itself comes late or never.</summary>
    [GeneratedRegex(@"<summary>(\s|///)*(What|How|Whether|Where|Which|Who|When|Why)\b")]
    private static partial Regex SummaryThatAsks();

    private static string NameOf(string line) => line[(line.LastIndexOf(' ') + 1)..].TrimEnd(';');

    private static IEnumerable<FileInfo> Files(string folder) =>
        Files(new(Path.Combine(Build.Repository, folder)), areBelow: folder != ".")
        .Where(file => Extensions.Contains(file.Extension) || folder == ".ci");

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder, bool areBelow) => folder.EnumerateFiles()
        .Concat(areBelow ? Subfolders(folder).SelectMany(below => Files(below, areBelow)) : []);

    private static IEnumerable<DirectoryInfo> Subfolders(DirectoryInfo folder) =>
        folder.EnumerateDirectories().Where(below => !NotSource.Contains(below.Name));
}
