using System.Management.Automation;
using RefacePS.Files;
using RefacePS.Paths;

namespace RefacePS.Cmdlets;

/// <summary>A cmdlet that is given files by their paths.</summary>
public abstract class FileInputCmdlet : RefacePSCmdlet
{
    /// <summary>The parameter set of paths with wildcards.</summary>
    protected const string ByPath = "Path";

    /// <summary>The parameter set of paths that are taken by the very name.</summary>
    protected const string ByLiteralPath = "LiteralPath";

    /// <summary>Files to read; wildcards are resolved.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = ByPath)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files to read, by the very name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Full paths of the files that the present input names. A path that leads nowhere is a non-terminating
    /// error. Sidecars that come down the pipeline with their images, as Get-ChildItem and Export-Volume give them, are
    /// left out.</summary>
    private protected List<string> ResolveFiles()
    {
        var files = ParameterSetName == ByLiteralPath ? ResolveAll(LiteralPath, LiteralFile)
            : ResolveAll(Path, PipedOrMatching);
        if (MyInvocation.ExpectingInput)
        {
            foreach (var sidecar in files.Where(ComesWithImage).ToList())
            {
                WriteVerbose(Text(Messages.SidecarComesWithImage, sidecar));
                files.Remove(sidecar);
            }
        }

        return files;
    }

    /// <summary>True for a sidecar that is no input of its own.</summary>
    private protected virtual bool ComesWithImage(string file) => VolumePath.IsSidecar(file);

    /// <summary>The file of this very name where one came down the pipeline, for results of cmdlets name files so; or
    /// else what the path matches.</summary>
    private IReadOnlyList<string> PipedOrMatching(string path) =>
        !MyInvocation.ExpectingInput ? MatchingFiles(path)
        : FileSystemPaths.Exists(SessionState.Path, path) ? LiteralFile(path)
        : IsTextOfObject(path) ? throw new VolumeFileException(
            VolumeFileFault.VolumeNotFound, path, Text(Messages.ObjectWithoutPath, MyInvocation.MyCommand.Name))
        : MatchingFiles(path);

    /// <summary>True for the text that PowerShell makes of a row of a table, where it has no path that it could
    /// bind.</summary>
    private static bool IsTextOfObject(string path) =>
        path.StartsWith("@{", StringComparison.Ordinal) && path.EndsWith('}');
}
