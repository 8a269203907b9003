using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using RefacePS.Module.Tests.Support;

namespace RefacePS.Module.Tests.Help;

/// <summary>The output of Get-Help, against the pages it is made of and against the code; for every cmdlet there
/// is.</summary>
public sealed partial class HelpTests(Engine engine) : IClassFixture<Engine>
{
    private static readonly string[] AskingFirst = ["WhatIf", "Confirm"];

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet()
    {
        Assert.Equal(engine.Cmdlets().Select(cmdlet => cmdlet.Name).Order(StringComparer.Ordinal),
            HelpPageFile.All.Select(page => page.Name));
        Assert.All(HelpPageFile.All, page => Assert.Equal(page.Name, page.Title));
    }

    [Fact]
    public void Every_cmdlet_has_help_of_every_kind() => Assert.All(engine.Cmdlets(), cmdlet =>
    {
        var help = Help(cmdlet);

        Assert.Matches(@"^[A-Z].*\.$", Text(help, "Synopsis").Trim());
        Assert.DoesNotContain(cmdlet.Name + " [", Text(help, "Synopsis"), StringComparison.Ordinal);
        Assert.NotEmpty(List(help, "description"));
        Assert.NotEmpty(List(help, "returnValues", "returnValue"));
        Assert.NotEmpty(List(help, "relatedLinks", "navigationLink"));
        Assert.Equal(TakesPipeline(cmdlet), List(help, "inputTypes", "inputType").Count > 0);
    });

    [Fact]
    public void Examples_are_those_of_the_page_and_there_are_several() => Assert.All(Pages(), pair =>
    {
        var examples = List(Help(pair.Cmdlet), "examples", "example");

        Assert.True(examples.Count >= 2, $"{pair.Cmdlet.Name} has {examples.Count} examples.");
        Assert.Contains(pair.Cmdlet.Name, Text(examples[0], "code"), StringComparison.Ordinal);
        Assert.Equal(pair.Page.Examples.Select(example => example.Code),
            examples.Select(example => Text(example, "code").ReplaceLineEndings("\n")));
        Assert.All(pair.Page.Examples.Zip(examples), both => Assert.Contains(
            both.First.Title.Replace("`", "", StringComparison.Ordinal), Text(both.Second, "title"),
            StringComparison.Ordinal));
    });

    [Fact]
    public void Parameters_of_page_help_and_code_are_the_same() => Assert.All(Pages(), pair =>
    {
        var declared = Declared(pair.Cmdlet).Select(parameter => parameter.Name).Order(StringComparer.Ordinal);
        var help = List(Help(pair.Cmdlet), "parameters", "parameter");

        Assert.Equal(declared, pair.Page.ParameterRows.SelectMany(row => row.Names).Order(StringComparer.Ordinal));
        Assert.Equal(declared, help.Select(parameter => Text(parameter, "name")).Order(StringComparer.Ordinal));
        Assert.All(help, parameter => Assert.NotEmpty(Text(List(parameter, "description").FirstOrDefault(), "Text")));
    });

    [Fact]
    public void Aliases_of_page_and_code_are_the_same() => Assert.All(Pages(), pair => Assert.All(
        pair.Page.ParameterRows.Where(row => !AskingFirst.Contains(row.Names[0])),
        row => Assert.Equal(row.Names.SelectMany(name => pair.Cmdlet.Parameters[name].Aliases), row.Aliases)));

    [Fact]
    public void Defaults_of_help_and_code_are_the_same() => Assert.All(engine.Cmdlets(), cmdlet =>
    {
        using var instance = (IDisposable)Activator.CreateInstance(cmdlet.ImplementingType)!;
        var said = List(Help(cmdlet), "parameters", "parameter")
            .ToDictionary(parameter => Text(parameter, "name"), parameter => Text(parameter, "defaultValue"));
        Assert.All(Declared(cmdlet)
            .Where(parameter => !AskingFirst.Contains(parameter.Name) && !parameter.SwitchParameter), parameter =>
            Assert.Equal(
                (parameter.Name, IsMandatory(parameter) ? "None"
                    : DefaultText(cmdlet.ImplementingType.GetProperty(parameter.Name)!.GetValue(instance))),
                (parameter.Name, said[parameter.Name])));
    });

    [Fact]
    public void The_syntax_on_the_page_is_that_of_the_code() => Assert.All(Pages(), pair => Assert.Equal(
        pair.Cmdlet.ParameterSets.Select(SyntaxOf).Order(StringComparer.Ordinal),
        pair.Page.Syntax.Select(ParsedSyntax).Order(StringComparer.Ordinal)));

    [Fact]
    public void Types_that_are_given_are_those_of_the_code() => Assert.All(engine.Cmdlets(), cmdlet => Assert.Equal(
        cmdlet.OutputType.Select(type => type.Name).Order(StringComparer.Ordinal),
        List(Help(cmdlet), "returnValues", "returnValue").Select(value => Text(value.Properties["type"].Value, "name"))
            .Order(StringComparer.Ordinal)));

    [Fact]
    public void Links_lead_to_cmdlets_topics_and_pages() => Assert.All(engine.Cmdlets(), cmdlet => Assert.All(
        List(Help(cmdlet), "relatedLinks", "navigationLink").Select(link => Text(link, "linkText")),
        link => Assert.True(
            File.Exists(Path.Combine(Build.HelpPagesFolder, link + ".md"))
            || File.Exists(Path.Combine(Build.HelpPagesFolder, "..", "..", link))
            || File.Exists(Path.Combine(Build.ModuleFolder, "en-US", link + ".help.txt")),
            $"{cmdlet.Name}: '{link}' leads nowhere.")));

    [Theory]
    [InlineData("about_RefacePS")]
    [InlineData("about_RefacePS_Models")]
    public void A_topic_is_found_by_its_name_fits_a_console_and_names_commands_that_exist(string topic)
    {
        var text = Assert.Single(engine.Run("Get-Help $topic", ("topic", topic)).Output).ToString();

        Assert.Contains($"TOPIC\n    {topic}\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
        string[] elsewhere = ["Format-List", "Start-Job"];
        Assert.All(CommandName().Matches(text).Select(match => match.Value).Distinct().Except(elsewhere), name =>
            Assert.NotEmpty(engine.Run("Get-Command $name -ErrorAction Ignore", ("name", name)).Output));
    }

    [Fact]
    public void Help_is_found_by_a_word_of_it() =>
        Assert.Contains(engine.Run("Get-Help *-Volume").Output, help => Text(help, "Name") == "Import-Volume");

    private IEnumerable<(CmdletInfo Cmdlet, HelpPageFile Page)> Pages() =>
        engine.Cmdlets().Select(cmdlet => (cmdlet, HelpPageFile.All.Single(page => page.Name == cmdlet.Name)));

    private PSObject Help(CmdletInfo cmdlet) =>
        Assert.Single(engine.Run("Get-Help $name -Full", ("name", cmdlet.Name)).Output);

    private static List<ParameterMetadata> Declared(CmdletInfo cmdlet) =>
        [.. cmdlet.Parameters.Values.Where(parameter => AskingFirst.Contains(parameter.Name)
            || !Cmdlet.CommonParameters.Contains(parameter.Name))
            .Where(parameter => !Cmdlet.OptionalCommonParameters.Contains(parameter.Name)
                || AskingFirst.Contains(parameter.Name))];

    private static bool IsMandatory(ParameterMetadata parameter) =>
        parameter.ParameterSets.Values.All(set => set.IsMandatory);

    private static bool TakesPipeline(CmdletInfo cmdlet) =>
        cmdlet.Parameters.Values.SelectMany(parameter => parameter.ParameterSets.Values)
        .Any(set => set.ValueFromPipeline || set.ValueFromPipelineByPropertyName);

    private static string DefaultText(object? value) => value switch
    {
        null or "" => "None",
        string text => text,
        Array { Length: 0 } => "None",
        IEnumerable values => string.Join(", ", values.Cast<object>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The parameters of a set, each with whether it is mandatory and whether its name can be left
    /// out.</summary>
    private static string SyntaxOf(CommandParameterSetInfo set) => string.Join(' ', set.Parameters
        .Where(parameter => AskingFirst.Contains(parameter.Name)
            || !(Cmdlet.CommonParameters.Contains(parameter.Name)
                || Cmdlet.OptionalCommonParameters.Contains(parameter.Name)))
        .Select(parameter => Signature(parameter.Name, parameter.IsMandatory, parameter.Position >= 0))
        .Order(StringComparer.Ordinal));

    /// <summary>The same of a line such as <c>Verb-Noun [-Place] &lt;string&gt; [[-Other] &lt;string&gt;] -Named
    /// &lt;int&gt; [-Free]</c>.</summary>
    private static string ParsedSyntax(string line) =>
        string.Join(' ', SyntaxToken().Matches(line).Select(token => Signature(
        token.Groups["name"].Value, !token.Value.StartsWith("[[", StringComparison.Ordinal)
        && (!token.Value.StartsWith('[') || token.Groups["place"].Success),
        token.Groups["place"].Success)).Order(StringComparer.Ordinal));

    private static string Signature(string name, bool isMandatory, bool hasPlace) =>
        $"{name}{(isMandatory ? "!" : "")}{(hasPlace ? "#" : "")}";

    private static string Text(object? value, string property) => value is null ? ""
        : Convert.ToString(PSObject.AsPSObject(value).Properties[property]?.Value, CultureInfo.InvariantCulture) ?? "";

    private static List<PSObject> List(PSObject value, params ReadOnlySpan<string> properties)
    {
        object? found = value;
        foreach (var property in properties)
        {
            found = found is null ? null : PSObject.AsPSObject(found).Properties[property]?.Value;
        }

        var items = (found as PSObject)?.BaseObject as IEnumerable ?? found as IEnumerable;
        return items is null or string ? found is null or "" ? [] : [PSObject.AsPSObject(found)]
            : [.. items.Cast<object>().Select(PSObject.AsPSObject)];
    }

    [GeneratedRegex(@"(?<= )\[{0,2}-(?<name>\w+)(?<place>\](?= <))?", RegexOptions.ExplicitCapture)]
    private static partial Regex SyntaxToken();

    [GeneratedRegex(@"\b[A-Z][a-z]+-[A-Z][A-Za-z]+\b")]
    private static partial Regex CommandName();
}
