using System.Management.Automation;
using RefacePS.Atlases;
using RefacePS.Atlases.Building;

namespace RefacePS.Cmdlets;

/// <summary>A cmdlet that makes an atlas of scans and their label maps.</summary>
public abstract class AtlasMakingCmdlet : ScanCollectionCmdlet
{
    /// <summary>Folder of label maps, each on the grid of its scan and with a name that begins with the
    /// scan's.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateNotNullOrEmpty]
    public string LabelPath { get; set; } = string.Empty;

    /// <summary>The name of the atlas; by default as its folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The name that is meant by <see cref="Name"/>.</summary>
    private protected string NameOnCard => Name ?? System.IO.Path.GetFileName(DestinationFolder);

    private protected override IEnumerable<string> FoldersWithoutScans => [.. WrittenFolders, FullPath(LabelPath)];

    /// <inheritdoc/>
    protected sealed override void Make(IReadOnlyList<string> scans)
    {
        var labelFolder = FullPath(LabelPath);
        var labelled = RunOrEnd(LabelPath, () => LabelledScan.Pair(scans, labelFolder));
        var subjects = RunOrEnd(Path, () => scans.Select(SubjectOf).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToArray());
        Make(labelled, subjects);
        WriteObject(
            InvokeProvider.Item.Get([DestinationFolder], force: true, literalPath: true), enumerateCollection: true);
    }

    /// <summary>Shows how far the making of an atlas is.</summary>
    /// <param name="background">Shows it.</param>
    /// <param name="nameOf">A stage in the user's words.</param>
    private protected static IProgress<AtlasProgress<TStage>> ReportTo<TStage>(
        BackgroundWork background, Func<TStage, string> nameOf) where TStage : Enum =>
        new Reporter<AtlasProgress<TStage>>(value => background.ReportProgress(
            Text(Messages.AtlasStage, nameOf(value.Stage), value.Scan, value.Scans), value.Fraction));

    /// <summary>Makes the atlas; the command ends where that fails.</summary>
    /// <param name="scans">Scans with their label maps.</param>
    /// <param name="subjects">Whose scans they are, in ordinal order.</param>
    private protected abstract void Make(IReadOnlyList<LabelledScan> scans, string[] subjects);
}
