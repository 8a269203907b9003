using System.Management.Automation;
using RefacePS.Cmdlets;
using RefacePS.Completion;
using RefacePS.Errors;
using RefacePS.Paths;
using RefacePS.Refacing;
using RefacePS.Refacing.Models;
using RefacePS.Resources;

namespace RefacePS.Commands;

/// <summary>Lists the models that Invoke-Reface can use, with what their cards say of them.</summary>
[Cmdlet(VerbsCommon.Get, "RefaceModel", DefaultParameterSetName = Installed)]
[OutputType(typeof(InstalledModel))]
public sealed class GetRefaceModelCommand : RefacePSCmdlet
{
    private const string Installed = "Installed";
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    /// <summary>Names of models, with wildcards or without; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Folders of models, or of folders of models; wildcards are resolved. By default the models that
    /// ship.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>As -Path, by the very name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var roots = Roots();
        var folders = roots.SelectMany(ModelsAt).ToArray();
        foreach (var name in Name)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
            var matching = Array.FindAll(folders, folder => pattern.IsMatch(NameOf(folder)));
            if (matching.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(ErrorRecords.From(
                    new ModelNotFoundException(name, roots, Array.ConvertAll(folders, NameOf)), name));
            }

            Array.ForEach(matching, Write);
        }
    }

    private void Write(string folder)
    {
        if (TryRun(folder, () => ModelKinds.Open(folder).Describe(), out var model))
        {
            WriteObject(model);
        }
    }

    private List<string> Roots() => ParameterSetName switch
    {
        ByPath => ResolveAll(Path, path =>
            RequireFolders(path, FileSystemPaths.Matching(SessionState.Path, path))),
        ByLiteralPath => ResolveAll(LiteralPath, path =>
            RequireFolders(path, [FileSystemPaths.Literal(SessionState.Path, path)])),
        _ => [ModuleFolders.Models],
    };

    private static IReadOnlyList<string> RequireFolders(string path, IReadOnlyList<string> folders) =>
        folders.All(Directory.Exists)
        ? folders
        : throw new InputPathException("FolderNotFound", path, Text(Messages.FolderNotFound, path));

    private static IReadOnlyList<string> ModelsAt(string root) => RefaceModel.IsModel(root) ? [root]
        : new ModelStore(root).Folders();

    private static string NameOf(string folder) =>
        System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(folder));
}
