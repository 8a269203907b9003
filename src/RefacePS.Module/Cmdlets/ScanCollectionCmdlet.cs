using System.Management.Automation;
using System.Text.RegularExpressions;
using RefacePS.Archives;
using RefacePS.Errors;
using RefacePS.Files;
using TorchSharp;

namespace RefacePS.Cmdlets;

/// <summary>A cmdlet that collects scans and makes something of all of them together, to be used and passed on as a
/// folder.</summary>
public abstract class ScanCollectionCmdlet : ComputingFileCmdlet
{
    private readonly List<string> scans = [];
    private torch.Device? computeDevice;

    /// <summary>The folder to make.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>The part of a file's name (without the extension) that says whose head it is. By default the BIDS
    /// subject, or the whole name.</summary>
    [Parameter]
    [ValidateNotNull]
    public Regex? SubjectPattern { get; set; }

    /// <summary>The version to give it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Version { get; set; } = "1.0.0";

    /// <summary>The licence it is under. What is made of scans may be bound by the licence of the scans.</summary>
    [Parameter]
    [ValidateNotNull]
    public string Licence { get; set; } = "not stated";

    /// <summary>Whom to name, and what was changed, as the licence of the scans asks.</summary>
    [Parameter]
    [ValidateNotNull]
    public string Attribution { get; set; } = string.Empty;

    /// <summary>Replace what an earlier run left in the destination.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Full path of the folder to make, without a separator at its end.</summary>
    private protected string DestinationFolder { get; private set; } = string.Empty;

    /// <summary>The device that is meant by <see cref="ComputingFileCmdlet.Device"/>.</summary>
    protected torch.Device ComputeDevice => computeDevice
        ?? throw new InvalidOperationException("Processing has not begun.");

    /// <summary>The command in the record of how it was made: the script, or the command as it was typed.</summary>
    protected string CommandText =>
        MyInvocation.ScriptName is { Length: > 0 } script ? System.IO.Path.GetFileName(script)
        : MyInvocation.Line.Trim();

    /// <summary>The action that the user is asked about, and that -WhatIf names.</summary>
    private protected abstract string Action { get; }

    /// <summary>Full paths of the folders that are written, which hold no scan.</summary>
    private protected virtual IEnumerable<string> WrittenFolders => [DestinationFolder];

    /// <summary>Full paths of the folders whose images are no scans, though they may lie among them.</summary>
    private protected virtual IEnumerable<string> FoldersWithoutScans => WrittenFolders;

    /// <summary>Loads libtorch and finds device and destination; the command ends where it cannot.</summary>
    protected override void BeginProcessing()
    {
        computeDevice = OpenDevice(Device);
        DestinationFolder = System.IO.Path.TrimEndingDirectorySeparator(FullPath(Destination));
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        foreach (var path in ResolveFiles())
        {
            if (!Directory.Exists(path))
            {
                scans.Add(path);
            }
            else
            {
                AddHeads(path);
            }
        }
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        foreach (var folder in WrittenFolders)
        {
            RunOrEnd(folder, () => ScanTree.RequireApart(folder, scans));
        }

        if (ShouldProcess(DestinationFolder, Action))
        {
            Make([.. scans.Distinct()]);
        }
    }

    private void AddHeads(string folder)
    {
        IReadOnlyList<string> nameless = [];
        if (!TryRun(folder, () => ScanTree.Heads(folder, out nameless), out var heads))
        {
            return;
        }

        scans.AddRange(heads);
        var leftOut = nameless
            .Where(image => !FoldersWithoutScans.Any(other => ScanTree.LiesIn(image, other))).ToList();
        if (leftOut.Count > 0)
        {
            WriteWarning(Text(Messages.NamelessImages, leftOut.Count, folder, leftOut[0]));
        }
    }

    /// <summary>Makes the folder.</summary>
    /// <param name="scans">Full paths of the scans.</param>
    protected abstract void Make(IReadOnlyList<string> scans);

    /// <summary>Whose head a scan shows, by its name.</summary>
    /// <exception cref="InputPathException">The name does not match the pattern (<c>SubjectNotInName</c>).</exception>
    private protected string SubjectOf(string scan) =>
        BidsName.SubjectOf(scan, SubjectPattern) ?? throw new InputPathException(
            "SubjectNotInName", scan, Text(Messages.SubjectNotInName, scan, SubjectPattern));
}
