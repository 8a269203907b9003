using System.Text.RegularExpressions;
using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests.Help;

/// <summary>The ids of errors, as the source has them, against the pages and the tests that name them.</summary>
public sealed partial class ErrorIdTests
{
    /// <summary>Never seen by a user: whoever reads such a file says which model or checkpoint it belongs to.</summary>
    private const string Wrapped = "SafeTensorsInvalid";

    /// <summary>
    /// The ids that no test brings about: a Slurm that is silent for a quarter of an hour, tasks that are lost however
    /// often they are submitted, and a run in no PowerShell on a machine without one.
    /// </summary>
    private static readonly string[] Untried =
        ["SlurmTaskLost", "SlurmUnreachable", "TaskShellNotFound"];

    /// <summary>
    /// The ids that no script brings about: a fault of the module itself that its last look before writing finds, a
    /// Slurm that is silent for a quarter of an hour, a run in no PowerShell, which the suite is run by, a file that
    /// stops being text between planning and cleaning, and a node with another key than the rest of its cluster.
    /// </summary>
    private static readonly string[] NotForScripts =
        ["KeyNotFound", "ScanNotProtected", "SlurmUnreachable", "TaskShellNotFound", "TextNotReadable"];

    /// <summary>The page that lists the fields of BIDS and DICOM, hundreds of which the source does not name.</summary>
    private const string FieldsPage = "files.md";

    /// <summary>Names on the other pages that others gave: values of DICOM, a suffix of BIDS, and the pattern that
    /// classes of cmdlets are named by.</summary>
    private static readonly string[] NotOurs = ["BRAVO", "DEFACED", "MPRAGE", "R1map", "RAW", "VerbNounCommand"];

    [Fact]
    public void Every_id_is_on_a_page_and_every_id_on_a_page_is_of_the_source()
    {
        var pages = Directory.GetFiles(Build.HelpPagesFolder)
            .SelectMany(file => Words(ErrorsOf(File.ReadAllText(file)))).ToHashSet();

        Assert.True(pages.Count > 60);
        Assert.Empty(Thrown().Except(pages).Except([Wrapped]));
        Assert.Empty(pages.Except(Thrown()).Except(Written()));
    }

    [Fact]
    public void Every_name_in_code_on_the_other_pages_is_of_the_source()
    {
        var words = Sources("src")
            .SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(match => match.Value)).ToHashSet();
        var named = Directory.GetFiles(Path.Combine(Build.Repository, "docs"), "*.md")
            .Where(file => Path.GetFileName(file) != FieldsPage)
            .SelectMany(file => Words(File.ReadAllText(file))).Distinct();

        Assert.Equal(NotOurs, named.Except(words).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_id_but_a_few_is_named_by_a_test()
    {
        var words = Sources("tests")
            .Where(file => Path.GetFileName(file) != "ErrorIdTests.cs")
            .SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(match => match.Value)).ToHashSet();
        Assert.Equal(Untried, Thrown().Except(words).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_id_but_a_few_is_named_by_the_Pester_suite()
    {
        var words = Directory.GetFiles(Path.Combine(Build.Repository, "tests", "pester"), "*.Tests.ps1")
            .SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(match => match.Value)).ToHashSet();
        Assert.Equal(NotForScripts, Thrown().Except(words).Except([Wrapped]).Order(StringComparer.Ordinal));
    }

    /// <summary>The things that exceptions of the project are thrown with: members of their enumerations of faults, and
    /// texts.</summary>
    private static HashSet<string> Thrown()
    {
        var texts = Sources("src").Select(File.ReadAllText)
            .Where(text => text.Contains("Exception", StringComparison.Ordinal)).ToList();
        return [
            .. texts.SelectMany(text => Faults().Matches(text))
            .SelectMany(match => Member().Matches(match.Groups[1].Value)).Select(match => match.Groups[1].Value),
            .. texts.SelectMany(text => Literal().Matches(text)).Select(match => match.Groups[1].Value)];
    }

    /// <summary>Ids that come of a value: the reasons why a measurement plays no part.</summary>
    private static IEnumerable<string> Written() => Member()
        .Matches(File.ReadAllText(Sources("src").Single(file => Path.GetFileName(file) == "ExclusionReason.cs")))
        .Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(Path.Combine(Build.Repository, folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split('/', '\\').Any(part => part is "bin" or "obj"));

    private static string ErrorsOf(string page) => Section().Match(page).Value;

    private static IEnumerable<string> Words(string text) =>
        Quoted().Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"enum \w+Fault\s*\{(.*?)^\}", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Faults();

    [GeneratedRegex(@"^\s*([A-Z]\w+),", RegexOptions.Multiline)]
    private static partial Regex Member();

    [GeneratedRegex(@"(?:\w+Exception|base|new)\(\s*""([A-Z]\w+)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^## Errors$.*?(?=^## )", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"`([A-Z]\w+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
