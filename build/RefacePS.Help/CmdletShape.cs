namespace RefacePS.Help;

/// <summary>A cmdlet as its class declares it.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Noun">The noun.</param>
/// <param name="Parameters">Its parameters, inherited ones too.</param>
/// <param name="DefaultSet">The parameter set that is meant where nothing says which, or null.</param>
/// <param name="OutputTypes">Full names of the types it gives.</param>
public sealed record CmdletShape(
    string Verb, string Noun, IReadOnlyList<ParameterShape> Parameters, string? DefaultSet,
    IReadOnlyList<string> OutputTypes)
{
    /// <summary>A parameter that belongs to every set.</summary>
    public const string AllSets = "__AllParameterSets";

    /// <summary>Verb and noun.</summary>
    public string Name => $"{Verb}-{Noun}";

    /// <summary>Names of the parameter sets, the default one first.</summary>
    public IReadOnlyList<string> Sets =>
        Parameters.SelectMany(parameter => parameter.Sets.Keys).Where(set => set != AllSets).Distinct()
            .OrderByDescending(set => set == DefaultSet).ThenBy(set => set, StringComparer.Ordinal)
            .DefaultIfEmpty(AllSets).ToList();

    /// <summary>The parameters of a set: by position, then mandatory ones, then the rest.</summary>
    public IEnumerable<(ParameterShape Parameter, ParameterUse Use)> ParametersOf(string set) =>
        Parameters.Select(parameter => (parameter, parameter.UseIn(set))).Where(pair => pair.Item2 is not null)
            .Select(pair => (Parameter: pair.parameter, Use: pair.Item2!))
            .OrderBy(pair => pair.Use.Position ?? int.MaxValue).ThenByDescending(pair => pair.Use.IsMandatory);
}

/// <summary>A parameter as its property declares it.</summary>
/// <param name="Name">Its name, without dash.</param>
/// <param name="Type">Its type as PowerShell names it.</param>
/// <param name="Values">The values of an enumeration; none for other types.</param>
/// <param name="IsSwitch">Whether it takes no value.</param>
/// <param name="TakesWildcards">Whether wildcards are resolved.</param>
/// <param name="Aliases">Its other names.</param>
/// <param name="Sets">How it is used, by parameter set.</param>
public sealed record ParameterShape(
    string Name, string Type, IReadOnlyList<string> Values, bool IsSwitch, bool TakesWildcards,
    IReadOnlyList<string> Aliases,
    IReadOnlyDictionary<string, ParameterUse> Sets)
{
    /// <summary>The use in a set, or null where it does not belong to it.</summary>
    public ParameterUse? UseIn(string set) => Sets.GetValueOrDefault(set)
        ?? Sets.GetValueOrDefault(CmdletShape.AllSets);
}

/// <summary>The use of a parameter in a parameter set.</summary>
/// <param name="IsMandatory">Whether it has to be given.</param>
/// <param name="Position">Its place where its name is left out; null where it cannot be.</param>
/// <param name="FromPipeline">Whether the objects of the pipeline are it.</param>
/// <param name="FromPropertyName">Whether a property of the objects of the pipeline is it.</param>
public sealed record ParameterUse(bool IsMandatory, int? Position, bool FromPipeline, bool FromPropertyName)
{
    /// <summary>A switch that every cmdlet which changes something has.</summary>
    public static ParameterUse Optional { get; } =
        new(IsMandatory: false, Position: null, FromPipeline: false, FromPropertyName: false);
}
