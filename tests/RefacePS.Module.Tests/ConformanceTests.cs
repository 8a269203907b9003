using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests;

/// <summary>Properties that hold for every cmdlet of the module.</summary>
public sealed class ConformanceTests(Engine engine) : IClassFixture<Engine>
{
    /// <summary>Verbs of cmdlets that change something outside the session.</summary>
    private static readonly string[] ChangingVerbs = ["Export", "New", "Protect", "Remove", "Set"];

    /// <summary>Parameters that have a cmdlet of another verb write files too.</summary>
    private static readonly string[] WritingParameters = ["LabelPath", "ReportPath"];

    /// <summary>Parameters that are not alike in all cmdlets, and the reason.</summary>
    private static readonly Dictionary<string, string> UnlikeParameters = new()
    {
        ["LiteralPath"] = "a file may come as an object of .NET, which has a FullName alone; a model does not",
        ["Method"] = "a statistical test here, the treatment of faces there",
        ["Model"] = "a study may name several models, a face is of one",
        ["Name"] = "of one atlas that is made, of any models that are listed",
        ["Region"] = "regions of the brain here, of the face there",
    };

    [Fact]
    public void The_manifest_exports_every_cmdlet_and_nothing_else()
    {
        var module = Assert.Single(engine.Run("Get-Module RefacePS").Output).BaseObject as PSModuleInfo;
        var written = engine.Cmdlets().Select(cmdlet => cmdlet.ImplementingType.Assembly).Distinct().Single().GetTypes()
            .Select(type => type.GetCustomAttribute<CmdletAttribute>()).OfType<CmdletAttribute>()
            .Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}");

        Assert.Equal(written.Order(), module!.ExportedCommands.Keys.Order());
        Assert.Equal(module.ExportedCommands.Keys.Order(), module.ExportedCmdlets.Keys.Order());
    }

    [Fact]
    public void The_manifest_lists_its_cmdlets_one_by_one_and_has_the_version_of_the_build()
    {
        var text = Parser.ParseFile(Build.Manifest, out _, out var errors);
        var manifest = (Hashtable)text.Find(node => node is HashtableAst, searchNestedScriptBlocks: false)
            .SafeGetValue();

        Assert.Empty(errors);
        Assert.Equal(Build.ModuleVersion, manifest["ModuleVersion"]);
        Assert.Equal("7.6", manifest["PowerShellVersion"]);
        Assert.DoesNotContain("*", ((object[])manifest["CmdletsToExport"]!).Cast<string>());
        Assert.All(["FunctionsToExport", "VariablesToExport", "AliasesToExport"], key =>
            Assert.Empty((object[])manifest[key]!));
    }

    [Fact]
    public void Every_cmdlet_is_sealed_and_says_what_it_gives() => Assert.All(engine.Cmdlets(), cmdlet =>
    {
        Assert.True(cmdlet.ImplementingType.IsSealed);
        Assert.NotEmpty(cmdlet.OutputType);
    });

    [Fact]
    public void Every_verb_is_an_approved_one()
    {
        var approved = typeof(VerbsCommon).Assembly.GetTypes()
            .Where(type => type.IsPublic && type.Name.StartsWith("Verbs", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(verb => (string)verb.GetValue(null)!);

        Assert.Subset(approved.ToHashSet(), engine.Cmdlets().Select(cmdlet => cmdlet.Verb).ToHashSet());
    }

    [Fact]
    public void Every_cmdlet_that_changes_something_can_be_asked_what_it_would_do() =>
        Assert.All(engine.Cmdlets(), cmdlet => Assert.Equal(
        ChangingVerbs.Contains(cmdlet.Verb) || cmdlet.Parameters.Keys.Intersect(WritingParameters).Any(),
        cmdlet.ImplementingType.GetCustomAttribute<CmdletAttribute>()!.SupportsShouldProcess));

    [Fact]
    public void Every_path_with_wildcards_has_a_literal_one_beside_it() => Assert.All(
        engine.Cmdlets().Where(cmdlet => cmdlet.Parameters.ContainsKey("Path")), cmdlet =>
        {
            var literal = cmdlet.Parameters["LiteralPath"];
            Assert.Superset(new HashSet<string> { "PSPath", "LP" }, literal.Aliases.ToHashSet());
            Assert.Contains(cmdlet.Parameters["Path"].Attributes, attribute => attribute is SupportsWildcardsAttribute);
        });

    [Fact]
    public void Every_cmdlet_takes_its_main_input_first_and_from_the_pipeline() => Assert.All(
        engine.Cmdlets().Where(cmdlet => cmdlet.Parameters.ContainsKey("Volume")), cmdlet =>
        {
            var sets = cmdlet.Parameters["Volume"].ParameterSets.Values;
            Assert.Contains(sets, parameter => parameter.Position == 0);
            Assert.Contains(sets, parameter => parameter.ValueFromPipeline);
            Assert.All(sets, parameter => Assert.True(parameter.IsMandatory));
        });

    /// <summary>Pester's mocks and proxy commands write the types of parameters down as text, and PowerShell finds no
    /// type that lies in the module's own context.</summary>
    [Fact]
    public void Every_type_of_a_parameter_can_be_named_in_a_script() => Assert.All(
        engine.Cmdlets().SelectMany(cmdlet => cmdlet.Parameters.Values), parameter =>
        {
            var type = parameter.ParameterType.GetElementType() ?? parameter.ParameterType;
            var assembly = (Nullable.GetUnderlyingType(type) ?? type).Assembly.GetName().Name!;
            Assert.True(
                assembly == "RefacePS.Objects" || !assembly.StartsWith("RefacePS", StringComparison.Ordinal),
                $"{parameter.Name} {parameter.ParameterType}");
        });

    [Fact]
    public void Parameters_of_one_name_have_one_type_and_the_same_aliases_and_completer()
    {
        var unlike = engine.Cmdlets().SelectMany(cmdlet => cmdlet.Parameters.Values)
            .GroupBy(parameter => parameter.Name, Kind).Where(kinds => kinds.Distinct().Count() > 1)
            .Select(kinds => kinds.Key);

        Assert.Equal(UnlikeParameters.Keys.Order(StringComparer.Ordinal), unlike.Order(StringComparer.Ordinal));

        static string Kind(ParameterMetadata parameter) => string.Join(' ', [
            parameter.ParameterType, .. parameter.Aliases,
            .. parameter.Attributes.OfType<ArgumentCompleterAttribute>().Select(completer => completer.Type)]);
    }

    [Fact]
    public void Every_type_that_is_given_has_a_view_of_its_own_with_units_in_the_headings()
    {
        var views = System.Xml.Linq.XDocument.Load(Path.Combine(Build.ModuleFolder, "RefacePS.format.ps1xml"))
            .Descendants("View").ToList();
        var given = engine.Cmdlets().SelectMany(cmdlet => cmdlet.OutputType).Select(type => type.Type).Distinct()
            .Where(type => type.Namespace!.StartsWith("RefacePS", StringComparison.Ordinal));

        Assert.All(given, type =>
            Assert.Contains(views, view => view.Descendants("TypeName").Any(name => name.Value == type.FullName)));
        Assert.All(views.SelectMany(view => view.Descendants("ListItem").Concat(view.Descendants("TableColumnItem"))),
            item => Assert.DoesNotMatch(
            "(Millimeters|Milliliters|Percent|Seconds)$", item.Element("Label") is null && item.Name == "ListItem"
            ? item.Element("PropertyName")?.Value ?? "" : ""));
    }

    /// <summary>Out-Default takes the widths of columns from the rows of the first moments, so that a longer word of a
    /// later row would be broken into pieces.</summary>
    [Theory]
    [InlineData("RefacePS.Volume", "Kind", "Original")]
    [InlineData("RefacePS.Volume", "Type", "Float32")]
    [InlineData("RefacePS.Volume", "Quality", "AlreadyDefaced")]
    [InlineData("RefacePS.ArchiveScan", "Role", "Unsupported")]
    [InlineData("RefacePS.ArchiveScan", "Status", "Withheld")]
    [InlineData("RefacePS.ArchiveScan", "Quality", "AlreadyDefaced")]
    [InlineData("RefacePS.FaceCheck", "Status", "ArtificialFace")]
    public void A_column_of_known_words_has_room_for_the_longest(string type, string label, string longest)
    {
        var columns = System.Xml.Linq.XDocument.Load(Path.Combine(Build.ModuleFolder, "RefacePS.format.ps1xml"))
            .Descendants("View").Where(view => view.Descendants("TypeName").Single().Value == type)
            .SelectMany(view => view.Descendants("TableColumnHeader")).ToList();

        Assert.Equal(longest.Length, (int?)columns.Single(column => column.Element("Label")!.Value == label)
            .Element("Width"));
        Assert.All(columns.SkipLast(1), column => Assert.NotNull(column.Element("Width")));
    }

    /// <summary>Export-Csv and its like write the text of a property, and that of a bare object is the name of its
    /// type.</summary>
    [Fact]
    public void Every_property_of_what_is_given_has_a_text_that_a_table_can_hold()
    {
        var given = engine.Cmdlets().SelectMany(cmdlet => cmdlet.OutputType).Select(type => type.Type)
            .First(type => type.FullName == "RefacePS.Volume").Assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false, Namespace: "RefacePS" }
                && !type.IsAssignableTo(typeof(AssemblyLoadContext)))
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)).ToList();
        var collections = given.Where(property => property.PropertyType != typeof(string)
            && property.PropertyType.IsAssignableTo(typeof(IEnumerable))).ToList();

        Assert.Equal(["VoxelSize"], collections.Where(property => property.SetMethod is null)
            .Select(property => property.Name));
        Assert.All(collections.Where(property => property.SetMethod is not null), property =>
        {
            var owner = RuntimeHelpers.GetUninitializedObject(property.DeclaringType!);
            property.SetValue(owner, Sample(property.PropertyType));
            var text = property.GetValue(owner)!.ToString()!;
            Assert.Equal(property.PropertyType.GenericTypeArguments switch
            {
                [var item] when item == typeof(string) => "one; two",
                [_] => "",
                _ => "one 1.5; two 2",
            }, text);
        });
        Assert.All(given.Except(collections).Where(property => !property.PropertyType.IsEnum), property =>
            Assert.False(property.PropertyType.GetMethod("ToString", Type.EmptyTypes)?.DeclaringType is { } owner
                && (owner == typeof(object) || owner == typeof(ValueType)), property.ToString()));

        static object Sample(Type type) => type.GenericTypeArguments switch
        {
            [var item] when item == typeof(string) => (string[])["one", "two"],
            [var item] => Array.CreateInstance(item, 0),
            _ => new Dictionary<string, double> { ["one"] = 1.5, ["two"] = 2 },
        };
    }

    [Fact]
    public void Collections_of_what_is_given_are_indexed_counted_and_gone_through()
    {
        var result = engine.Run("""
            $size = (Import-Volume $file).Grid.VoxelSize
            $size[0], $size[-1], $size.Count, ($size -contains 1), @($size | ForEach-Object { $_ }).Count
            "$size"
            (Get-RefaceModel shape-model).Validation.Keys.Count -gt 0
            """, ("file", Build.SampleHead));

        Assert.Empty(result.Errors);
        Assert.Equal([1.0, 1.0, 3, true, 3, "1 1 1", true], result.Output.Select(value => value.BaseObject));
    }

    [Theory]
    [InlineData("Invoke-Deface -Region ", "Face", "FaceAndEars")]
    [InlineData("Export-VolumeImage -View S", "Slices", "Surface")]
    [InlineData("Invoke-Reface -Model ", "average-face", "pix2pix", "pix2pix-3d", "shape-model")]
    [InlineData("New-RefaceModel -Kind ", "Pix2Pix", "Pix2Pix3D", "Shape")]
    [InlineData("Compare-Cohort -Region Cer", "CerebrospinalFluid", "Cerebellum")]
    [InlineData("Compare-Cohort -FlagRegion t", "TotalIntracranial", "TemporalLobe", "Thalamus")]
    public void Values_are_completed(string text, params string[] expected) => Assert.Equal(expected, Complete(text));

    [Fact]
    public void Subjects_are_completed_by_the_names_of_scans_and_what_cannot_be_is_not()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["sub-01_T1w.nii", "sub-02_T1w.nii.gz", "sub-02_T1w.json", "IXI012-HH-1211_T1.nii",
            "sub-03/sub-03_T1w.nii"];
        Directory.CreateDirectory(folder.File("sub-03"));
        Array.ForEach(names, name => File.WriteAllText(folder.File(name), ""));

        Assert.Equal(
            ["01", "02", "03", "IXI012-HH-1211_T1"],
            Complete($"New-RefaceModel -Path '{folder.Path}' -ValidationSubject "));
        Assert.Equal(["02"], Complete($"New-RefaceModel -Path '{folder.File("*.nii*")}' -ValidationSubject 01, 02"));
        Assert.Equal(
            ["IXI012"], Complete(
                $"New-RefaceModel -Path '{folder.Path}' -SubjectPattern '^IXI\\d+' -ValidationSubject I"));
    }

    [Fact]
    public void Every_device_can_be_completed() => Assert.All(
        engine.Cmdlets().Where(cmdlet => cmdlet.Parameters.ContainsKey("Device")), cmdlet =>
        {
            Assert.Equal(["Auto", "Cpu", "Cuda"], Complete($"{cmdlet.Name} -Device "));
        });

    private IEnumerable<string> Complete(string text) => engine.Run(
        "[System.Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null).CompletionMatches",
        ("text", text))
        .Output.Select(match => ((CompletionResult)match.BaseObject).CompletionText);
}
