using System.Management.Automation;
using RefacePS.Atlases;
using RefacePS.Cmdlets;
using RefacePS.Morphometry;
using RefacePS.Morphometry.Building;
using RefacePS.Resources;

namespace RefacePS.Commands;

/// <summary>Makes a brain atlas of one's own labelled scans, which Measure-BrainVolume then measures with.</summary>
[Cmdlet(VerbsCommon.New, "BrainAtlas", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(DirectoryInfo))]
public sealed class NewBrainAtlasCommand : AtlasMakingCmdlet
{
    /// <summary>File that says which labels are which structure: a heading, then a line a structure, its name, a tab,
    /// and its labels with spaces between.</summary>
    [Parameter(Mandatory = true, Position = 3)]
    [ValidateNotNullOrEmpty]
    public string StructureTable { get; set; } = string.Empty;

    /// <summary>Folder of a head atlas that New-HeadAtlas made, whose space the brain atlas will be in; the one that
    /// ships by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Atlas { get; set; }

    private protected override string Action => Messages.MakeBrainAtlas;

    private protected override void Make(IReadOnlyList<LabelledScan> scans, string[] subjects)
    {
        var table = FullPath(StructureTable);
        var headFolder = AtlasFolderOf(Atlas);
        var heads = RunOrEnd(headFolder, () => ResourceCache.Atlas(headFolder, ComputeDevice));
        RunOrEnd(DestinationFolder, () => BackgroundWork.Run(this, Messages.MakingBrainAtlas, background =>
            new BrainAtlasBuilder(heads, ComputeDevice).Build(scans, table, Card(subjects), DestinationFolder, Force,
                ReportTo<BrainAtlasStage>(background, NameOf), StopToken)));
    }

    private BrainAtlasCard Card(string[] subjects) => new()
    {
        Subjects = subjects,
        Name = NameOnCard,
        Version = Version,
        Licence = Licence,
        Attribution = Attribution,
        Command = CommandText,
    };

    private static string NameOf(BrainAtlasStage stage) => stage switch
    {
        BrainAtlasStage.Finding => Messages.BrainFinding,
        BrainAtlasStage.Averaging => Messages.BrainAveraging,
        BrainAtlasStage.Sampling => Messages.BrainSampling,
        _ => Messages.BrainTraining,
    };
}
