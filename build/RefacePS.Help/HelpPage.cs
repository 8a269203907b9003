namespace RefacePS.Help;

/// <summary>The text of a page of docs/cmdlets, plain and by its parts.</summary>
/// <param name="Name">The cmdlet.</param>
/// <param name="Synopsis">What it does, in a line.</param>
/// <param name="Description">Paragraphs.</param>
/// <param name="Examples">At least one.</param>
/// <param name="Parameters">Descriptions by the parameters' names, without dash.</param>
/// <param name="Inputs">What it takes from the pipeline.</param>
/// <param name="Outputs">What it gives.</param>
/// <param name="Notes">Paragraphs on errors.</param>
/// <param name="Links">Cmdlets and pages to read next.</param>
public sealed record HelpPage(
    string Name,
    string Synopsis,
    IReadOnlyList<string> Description,
    IReadOnlyList<HelpExample> Examples,
    IReadOnlyDictionary<string, ParameterHelp> Parameters,
    IReadOnlyList<TypeHelp> Inputs,
    IReadOnlyList<TypeHelp> Outputs,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> Links);

/// <summary>An example to copy.</summary>
/// <param name="Title">What it is for.</param>
/// <param name="Code">The script, line by line as it stands on the page.</param>
/// <param name="Remarks">Paragraphs on what comes of it; may be none.</param>
public sealed record HelpExample(string Title, string Code, IReadOnlyList<string> Remarks);

/// <summary>The help of a parameter on a page.</summary>
/// <param name="Description">What it means.</param>
/// <param name="Default">The value that is used where the user gives none, if the page names one.</param>
public sealed record ParameterHelp(string Description, string? Default);

/// <summary>The help of a type that a cmdlet takes or gives.</summary>
/// <param name="Type">Full name of the type.</param>
/// <param name="Description">What it holds.</param>
public sealed record TypeHelp(string Type, string Description);
