using System.Globalization;
using RefacePS.Module.Tests.Support;
using RefacePS.Tests.Support;

namespace RefacePS.Module.Tests.Help;

/// <summary>An engine that stands in the folder which the examples of the pages expect; docs/writing-help.md lists what
/// is there.</summary>
public sealed class ExampleFolder : IDisposable
{
    /// <summary>Stand-ins for the commands that come with pwsh and not with the engine, as far as the examples need
    /// them.</summary>
    private const string StandIns = """
        function global:Get-ChildItem([string] $Path = '.', [string] $Filter = '*', [switch] $Recurse) {
            $folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
            [System.IO.DirectoryInfo]::new($folder).GetFiles($Filter, $Recurse ? 'AllDirectories' : 'TopDirectoryOnly')
        }
        function global:Format-List { $input }
        function global:Export-Csv([string] $Path) {
            $rows = @($input)
            $names = @($rows[0].PSObject.Properties.Name)
            $lines = @($names -join ',')
            $lines += @($rows | ForEach-Object { $row = $_; ($names | ForEach-Object { $row.$_ }) -join ',' })
            $file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
            [System.IO.File]::WriteAllLines($file, [string[]] $lines)
        }
        function global:Import-Csv([string] $Path) {
            $file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
            $lines = [System.IO.File]::ReadAllLines($file)
            $names = $lines[0].Split(',')
            foreach ($line in $lines[1..($lines.Count - 1)]) {
                $row = [ordered]@{}
                $cells = $line.Split(',')
                foreach ($i in 0..($names.Count - 1)) { $row[$names[$i]] = $cells[$i] }
                [pscustomobject] $row
            }
        }
        filter global:Select-Object([object[]] $Property) {
            $row = $_.PSObject.Copy()
            foreach ($added in $Property.Where{ $_ -is [hashtable] }) {
                $row.PSObject.Properties.Add([psnoteproperty]::new($added.Name, (& $added.Expression)))
            }
            $row
        }
        """;

    /// <summary>The pages name the same head over and over: what was computed of a volume serves all that ask for the
    /// same. The first call goes to the cmdlet as it is written.</summary>
    private static readonly string[] ComputedOnce =
    [
        .. new[] { "Invoke-Deface", "Invoke-Reface", "Measure-BrainVolume" }.Select(cmdlet => $$"""
            function global:{{cmdlet}} {
                foreach ($volume in $input) {
                    $contents = foreach ($voxels in $volume.Voxels, $volume.FaceMask?.Voxels) {
                        if ($voxels) { [Security.Cryptography.SHA256]::HashData($voxels.ToArray()) }
                    }
                    $call = "{{cmdlet}} $args", $volume.Path, $volume.Kind + $contents -join '|'
                    if (-not $computed.ContainsKey($call)) {
                        $computed[$call] = @($volume | RefacePS\{{cmdlet}} @args)
                    }
                    $computed[$call]
                }
            }
            """),
    ];

    /// <summary>The folder of scans of others, as examples name it.</summary>
    private const string Others = "others";

    private const string DefacedByOthers = "defaced_by_others.nii.gz";

    private static readonly string[] CohortFolders = ["heads", "children/scans"];

    private readonly TemporaryFolder folder = new();
    private HashSet<string> given;

    public ExampleFolder()
    {
        var head = File.ReadAllBytes(ThinHead.Write(Place("samples/head.nii.gz"), Build.SampleHead));
        Array.ForEach(["scan.nii.gz", "archive/one.nii.gz", Subject("01")], copy =>
            File.WriteAllBytes(Place(copy), head));
        foreach (var name in new[] { "sub-01", "sub-02", "sub-07", "sub-11" })
        {
            Array.ForEach(CohortFolders, cohort => BallFile.Write(Place($"{cohort}/{name}_T1w.nii")));
            BallFile.Write(Place($"children/labels/{name}_T1w_labels.nii"));
        }

        for (var i = 0; i < 3; i++)
        {
            new DicomSlice(i, i + 1).WriteTo(folder, $"dicom/{i}.dcm");
        }

        CopyFolder(Path.Combine(Build.ModuleFolder, "models", "pix2pix"), "models/mine");
        CopyFolder(Path.Combine(Build.ModuleFolder, "models", "head-atlas"), "atlas/children");
        CopyFolder(Path.Combine(Build.ModuleFolder, "models", "brain-atlas"), "atlas/brains");
        File.Copy(Path.Combine(Build.ModuleFolder, "models", "brain-atlas", "structures.tsv"),
            Place("children/structures.tsv"));
        WriteTables();
        given = [.. Everything()];
        Assert.Empty(Engine.Run(
            string.Join('\n', [StandIns, .. ComputedOnce]), ("computed", new Dictionary<string, object>())).Errors);
    }

    public Engine Engine { get; } = new();

    /// <summary>Runs an example in the folder as it was at first.</summary>
    internal EngineResult Run(string script, bool isWhatIf)
    {
        RemoveResults();
        Enter();
        if (script.Contains(Others, StringComparison.Ordinal) && !File.Exists(folder.File(DefacedByOthers)))
        {
            MakeDefacedByOthers();
        }

        if (script.Contains("ReidentificationRisk", StringComparison.Ordinal))
        {
            File.Copy(folder.File("scan.nii.gz"), Place(Subject("02")), overwrite: true);
        }

        given = [.. Everything()];
        return Engine.RunToEnd($"$WhatIfPreference = ${isWhatIf}\n{script}");
    }

    /// <summary>Files and folders that the last example made.</summary>
    public IEnumerable<string> Results() => Everything().Except(given);

    public void Dispose()
    {
        Engine.Dispose();
        folder.Dispose();
    }

    private static string Subject(string name) => $"study/sub-{name}/anat/sub-{name}_T1w.nii.gz";

    private IEnumerable<string> Everything() =>
        Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories);

    private void Enter() =>
        Engine.Run("$null = $ExecutionContext.SessionState.Path.SetLocation($folder)", ("folder", folder.Path));

    /// <summary>Takes a second, so that it is done for the pages that ask for it.</summary>
    private void MakeDefacedByOthers()
    {
        Assert.Empty(Engine.Run(
            $"Import-Volume scan.nii.gz | Invoke-Deface | Export-Volume -Destination {DefacedByOthers}").Errors);
        File.Delete(folder.File("defaced_by_others.json"));
        Array.ForEach(["sub-01", "sub-02"], subject =>
            File.Copy(folder.File(DefacedByOthers), Place($"others/{subject}_T1w.nii.gz")));
    }

    /// <summary>Tables of measurements of twelve subjects: what defacing changes by a few per mille, and refacing by
    /// less.</summary>
    private void WriteTables()
    {
        string[] regions = ["GreyMatter", "WhiteMatter", "CerebrospinalFluid", "TotalIntracranial", "Hippocampus"];
        var variants = new Dictionary<string, double> { ["Original"] = 0, ["Defaced"] = 0.02, ["Refaced"] = 0.004 };
        var subjects = Enumerable.Range(1, 12).Select(subject => $"{subject:00}").ToArray();
        string Row(string subject, int column, double change) =>
            (400 + 10 * column + int.Parse(subject, CultureInfo.InvariantCulture) * (1 + change)
            * (column + 3)).ToString(CultureInfo.InvariantCulture);
        string Values(string subject, string[] columns, double change) =>
            string.Join(',', columns.Select((_, column) => Row(subject, column, change)));

        File.WriteAllLines(Place("measurements.csv"), variants.SelectMany(variant => subjects.Select(subject =>
            $"{subject},{variant.Key},{Values(subject, regions, variant.Value)}"))
                .Prepend($"Subject,Variant,{string.Join(',', regions)}"));
        string[] structures =
            ["Left-Hippocampus", "Right-Hippocampus", "Left-Caudate", "EstimatedTotalIntraCranialVol"];
        File.WriteAllLines(
            Place("aseg.csv"), new[] { ("full", 0), ("defaced", 0.02) }.SelectMany(variant => subjects.Select(subject =>
            $"{subject},{variant.Item1},{Values(subject, structures, variant.Item2)}"))
                .Prepend($"subject,pipeline,{string.Join(',', structures)}"));
        foreach (var name in new[] { "Original", "Defaced" })
        {
            File.WriteAllLines(Place($"{name}.csv"), subjects.Select(subject =>
                $"{subject},{Values(subject, structures, variants[name])}")
                    .Prepend($"Measure:volume,{string.Join(',', structures)}"));
        }
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
