using System.Xml.Linq;

namespace RefacePS.Help;

/// <summary>Writes the XML that Get-Help reads (MAML), of what the pages say and what the cmdlets declare.</summary>
public static class MamlWriter
{
    private static readonly XNamespace Root = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The help of all cmdlets.</summary>
    /// <param name="cmdlets">The cmdlets; one without a page has a name, a syntax and no more.</param>
    /// <param name="pages">The pages by cmdlet.</param>
    public static XDocument Write(IEnumerable<CmdletShape> cmdlets, IReadOnlyDictionary<string, HelpPage> pages) => new(
        new XDeclaration("1.0", "utf-8", standalone: null),
        new XElement(
            Root + "helpItems",
            new XAttribute("schema", "maml"),
            cmdlets.Where(cmdlet => pages.ContainsKey(cmdlet.Name))
                .Select(cmdlet => Cmdlet(cmdlet, pages[cmdlet.Name]))));

    private static XElement Cmdlet(CmdletShape cmdlet, HelpPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            new XElement(Command + "verb", cmdlet.Verb),
            new XElement(Command + "noun", cmdlet.Noun),
            Description([page.Synopsis])),
        Description(page.Description),
        new XElement(Command + "syntax", cmdlet.Sets.Select(set => SyntaxItem(cmdlet, page, set))),
        new XElement(Command + "parameters", AllParameters(cmdlet)
            .Select(pair => Parameter(pair.Parameter, pair.Use, page, isSyntax: false))),
        new XElement(Command + "inputTypes", page.Inputs.Select(type => TypeElement("inputType", type))),
        new XElement(Command + "returnValues", page.Outputs.Select(type => TypeElement("returnValue", type))),
        new XElement(Maml + "alertSet", page.Notes.Select(note => new XElement(Maml + "alert", Paragraph(note)))),
        new XElement(Command + "examples", page.Examples.Select(Example)),
        new XElement(
            Command + "relatedLinks",
            page.Links.Select(
                link => new XElement(Maml + "navigationLink", new XElement(Maml + "linkText", link),
                    new XElement(Maml + "uri")))));

    private static XElement SyntaxItem(CmdletShape cmdlet, HelpPage page, string set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", cmdlet.Name),
        cmdlet.ParametersOf(set).Select(pair => Parameter(pair.Parameter, pair.Use, page, isSyntax: true)));

    /// <summary>Every parameter once, as in the first set it belongs to.</summary>
    private static IEnumerable<(ParameterShape Parameter, ParameterUse Use)> AllParameters(CmdletShape cmdlet) =>
        cmdlet.Sets.SelectMany(cmdlet.ParametersOf).DistinctBy(pair => pair.Parameter.Name);

    private static XElement Parameter(ParameterShape parameter, ParameterUse use, HelpPage page, bool isSyntax)
    {
        var help = page.Parameters.GetValueOrDefault(parameter.Name);
        return new(
            Command + "parameter",
            new XAttribute("required", use.IsMandatory ? "true" : "false"),
            new XAttribute("variableLength", "true"),
            new XAttribute("globbing", parameter.TakesWildcards ? "true" : "false"),
            new XAttribute("pipelineInput", PipelineInput(use)),
            new XAttribute("position", use.Position?.ToString(System.Globalization.CultureInfo.InvariantCulture)
                ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            help is null ? null : Description([help.Description]),
            isSyntax && parameter.IsSwitch ? null : Value(parameter),
            isSyntax && parameter.Values.Count > 0 ? ValueGroup(parameter) : null,
            new XElement(Dev + "type", new XElement(Maml + "name", parameter.Type), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", help?.Default ?? (parameter.IsSwitch ? "False" : "None")));
    }

    private static XElement Value(ParameterShape parameter) => new(
        Command + "parameterValue",
        new XAttribute("required", parameter.IsSwitch ? "false" : "true"),
        new XAttribute("variableLength", "false"),
        parameter.Type);

    private static XElement ValueGroup(ParameterShape parameter) => new(
        Command + "parameterValueGroup",
        parameter.Values.Select(value => new XElement(
            Command + "parameterValue", new XAttribute("required", "false"),
            new XAttribute("variableLength", "false"), value)));

    private static string PipelineInput(ParameterUse use) => (use.FromPipeline, use.FromPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static XElement TypeElement(string element, TypeHelp type) => new(
        Command + element,
        new XElement(Dev + "type", new XElement(Maml + "name", type.Type)),
        Description([type.Description]));

    private static XElement Example(HelpExample example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"-------- Example {index + 1}: {example.Title} --------"),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", example.Remarks.DefaultIfEmpty(string.Empty).Select(Paragraph)));

    private static XElement Description(IEnumerable<string> paragraphs) =>
        new(Maml + "description", paragraphs.Select(Paragraph));

    private static XElement Paragraph(string text) => new(Maml + "para", text);
}
