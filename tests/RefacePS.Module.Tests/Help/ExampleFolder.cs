using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Help;

/// <summary>An engine that stands in the folder which the examples of the pages expect; docs/writing-help.md lists what is there.</summary>
public sealed class ExampleFolder : IDisposable
{
    /// <summary>What the examples need of the commands that come with pwsh and not with the engine.</summary>
    private const string StandIns = """
        function global:Get-ChildItem([string] $Path = '.', [string] $Filter = '*', [switch] $Recurse) {
            $folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
            [System.IO.DirectoryInfo]::new($folder).GetFiles($Filter, $Recurse ? 'AllDirectories' : 'TopDirectoryOnly')
        }
        function global:Format-List { $input }
        """;

    private static readonly string[] CohortFolders = ["heads", "children/scans"];

    private readonly TemporaryFolder folder = new();
    private readonly HashSet<string> given;

    public ExampleFolder()
    {
        var head = File.ReadAllBytes(ThinHead.Write(Place("samples/head.nii.gz"), Build.SampleHead));
        string[] copies = ["scan.nii.gz", "archive/one.nii.gz", "study/sub-01/anat/sub-01_T1w.nii.gz", "study/sub-02/anat/sub-02_T1w.nii.gz"];
        Array.ForEach(copies, copy => File.WriteAllBytes(Place(copy), head));
        foreach (var name in new[] { "sub-01", "sub-02", "sub-07", "sub-11" })
        {
            Array.ForEach(CohortFolders, cohort => BallFile.Write(Place($"{cohort}/{name}_T1w.nii")));
            BallFile.Write(Place($"children/labels/{name}_T1w_labels.nii"));
        }

        CopyFolder(Path.Combine(Build.ModuleFolder, "models", "pix2pix"), "models/mine");
        CopyFolder(Path.Combine(Build.ModuleFolder, "models", "head-atlas"), "atlas/children");
        MakeDefacedByOthers();
        given = [.. Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories)];
        Assert.Empty(Engine.Run(StandIns).Errors);
    }

    public Engine Engine { get; } = new();

    /// <summary>Runs an example in the folder as it was at first.</summary>
    internal EngineResult Run(string script, bool isWhatIf)
    {
        RemoveResults();
        Enter();
        return Engine.RunToEnd($"$WhatIfPreference = ${isWhatIf}\n{script}");
    }

    /// <summary>Files and folders that the last example made.</summary>
    public IEnumerable<string> Results() => Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Except(given);

    public void Dispose()
    {
        Engine.Dispose();
        folder.Dispose();
    }

    private void Enter() => Engine.Run("$null = $ExecutionContext.SessionState.Path.SetLocation($folder)", ("folder", folder.Path));

    private void MakeDefacedByOthers()
    {
        Enter();
        Assert.Empty(Engine.Run("Import-Volume scan.nii.gz | Invoke-Deface | Export-Volume -Destination defaced_by_others.nii.gz").Errors);
        File.Delete(folder.File("defaced_by_others.json"));
    }

    private void RemoveResults()
    {
        var results = Results().ToList();
        results.FindAll(File.Exists).ForEach(File.Delete);
        results.FindAll(Directory.Exists).OrderByDescending(path => path.Length).ToList().ForEach(Directory.Delete);
    }

    private void CopyFolder(string source, string name)
    {
        foreach (var file in Directory.GetFiles(source))
        {
            File.Copy(file, Place(Path.Combine(name, Path.GetFileName(file))));
        }
    }

    private string Place(string name)
    {
        var path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
