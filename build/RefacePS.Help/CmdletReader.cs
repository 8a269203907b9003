using System.Reflection;

namespace RefacePS.Help;

/// <summary>Reads the cmdlets of an assembly without running any of it.</summary>
public sealed class CmdletReader : IDisposable
{
    private const string Automation = "System.Management.Automation.";

    private readonly MetadataLoadContext context;
    private readonly Assembly assembly;

    /// <summary>Opens an assembly.</summary>
    /// <param name="path">The assembly of the cmdlets.</param>
    /// <param name="references">What it was compiled against, the framework too.</param>
    public CmdletReader(string path, IEnumerable<string> references)
    {
        context = new MetadataLoadContext(new PathAssemblyResolver(references.Append(path)));
        assembly = context.LoadFromAssemblyPath(path);
    }

    /// <summary>The cmdlets by name.</summary>
    public IReadOnlyList<CmdletShape> Cmdlets() =>
        [.. assembly.GetTypes().Select(Shape).OfType<CmdletShape>()
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Dispose() => context.Dispose();

    private static CmdletShape? Shape(Type type)
    {
        if (Attributes(type, "CmdletAttribute").SingleOrDefault() is not { } cmdlet)
        {
            return null;
        }

        var parameters = type.GetProperties().Select(Parameter).OfType<ParameterShape>().ToList();
        if (Named(cmdlet, "SupportsShouldProcess", false))
        {
            parameters.AddRange([Switch("WhatIf", "wi"), Switch("Confirm", "cf")]);
        }

        var outputs = Attributes(type, "OutputTypeAttribute")
            .SelectMany(attribute => Elements(attribute.ConstructorArguments[0]));
        return new(
            (string)cmdlet.ConstructorArguments[0].Value!, (string)cmdlet.ConstructorArguments[1].Value!, parameters,
            Named<string?>(cmdlet, "DefaultParameterSetName", null),
            [.. outputs.Select(output => ((Type)output.Value!).FullName!)]);
    }

    private static ParameterShape? Parameter(PropertyInfo property)
    {
        var uses = Attributes(property, "ParameterAttribute").ToDictionary(
            attribute => Named(attribute, "ParameterSetName", CmdletShape.AllSets), Use);
        if (uses.Count == 0)
        {
            return null;
        }

        var type = Nullable(property.PropertyType);
        return new(
            property.Name, NameOf(type), type.IsEnum ? type.GetEnumNames() : [], type.Name == "SwitchParameter",
            Attributes(property, "SupportsWildcardsAttribute").Any(),
            [.. Attributes(property, "AliasAttribute").SelectMany(alias => Elements(alias.ConstructorArguments[0]))
                .Select(alias => (string)alias.Value!)],
            uses);
    }

    private static ParameterUse Use(CustomAttributeData attribute) => new(
        Named(attribute, "Mandatory", false),
        Named(attribute, "Position", int.MinValue) is var position and not int.MinValue ? position : null,
        Named(attribute, "ValueFromPipeline", false),
        Named(attribute, "ValueFromPipelineByPropertyName", false));

    private static ParameterShape Switch(string name, string alias) => new(
        name, "SwitchParameter", [], IsSwitch: true, TakesWildcards: false, [alias],
        new Dictionary<string, ParameterUse> { [CmdletShape.AllSets] = ParameterUse.Optional });

    private static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) =>
        member.CustomAttributes.Where(attribute => attribute.AttributeType.FullName == Automation + name);

    private static T Named<T>(CustomAttributeData attribute, string name, T otherwise) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name)
            .Select(argument => (T)argument.TypedValue.Value!)
            .DefaultIfEmpty(otherwise).Single();

    private static IEnumerable<CustomAttributeTypedArgument> Elements(CustomAttributeTypedArgument array) =>
        (IEnumerable<CustomAttributeTypedArgument>)array.Value!;

    private static Type Nullable(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1"
        ? type.GenericTypeArguments[0] : type;

    /// <summary>PowerShell's name of a type: its short name, with the accelerators of the most common ones.</summary>
    private static string NameOf(Type type) => type.IsArray ? NameOf(type.GetElementType()!) + "[]" : type.Name switch
    {
        "String" => "string",
        "Int32" => "int",
        "Int64" => "long",
        "Double" => "double",
        "Boolean" => "bool",
        "Object" => "object",
        var name => name,
    };
}
