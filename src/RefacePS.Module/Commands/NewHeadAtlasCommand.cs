using System.Management.Automation;
using RefacePS.Atlases;
using RefacePS.Cmdlets;

namespace RefacePS.Commands;

/// <summary>Makes a head atlas of one's own scans, for children for instance, whose heads the atlas that ships does not
/// resemble.</summary>
[Cmdlet(VerbsCommon.New, "HeadAtlas", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(DirectoryInfo))]
public sealed class NewHeadAtlasCommand : ScanCollectionCmdlet
{
    /// <summary>Folder of label maps, each on the grid of its scan and with a name that begins with the scan's: 0
    /// outside the skull, 1 fluid, above 1 brain.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateNotNullOrEmpty]
    public string LabelPath { get; set; } = string.Empty;

    /// <summary>The name of the atlas; by default as its folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    private protected override string Action => Messages.MakeAtlas;

    /// <inheritdoc/>
    protected override void Make(IReadOnlyList<string> scans)
    {
        var labelFolder = FullPath(LabelPath);
        var heads = RunOrEnd(LabelPath, () => LabelledScan.Pair(scans, labelFolder));
        var subjects = RunOrEnd(Path, () => scans.Select(SubjectOf).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToArray());
        var card = RunOrEnd(Destination, () =>
            BackgroundWork.Run(this, Messages.MakingAtlas, background => Build(heads, subjects, background)));
        WriteVerbose(
            Text(Messages.AtlasMade, Destination, card.Subjects.Count, card.MeanAffineScore,
                card.MeanDisplacementMillimeters));
        WriteObject(InvokeProvider.Item.Get([Destination], force: true, literalPath: true), enumerateCollection: true);
    }

    private HeadAtlasCard Build(IReadOnlyList<LabelledScan> heads, string[] subjects, BackgroundWork background) =>
        new HeadAtlasBuilder(ComputeDevice)
            .Build(heads, Card(subjects), Destination, Force, new Report(background), StopToken);

    private HeadAtlasCard Card(string[] subjects) => new()
    {
        Subjects = subjects,
        Name = Name ?? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Destination)),
        Version = Version,
        Licence = Licence,
        Attribution = Attribution,
        Command = CommandText,
    };

    private sealed class Report(BackgroundWork background) : IProgress<AtlasProgress>
    {
        void IProgress<AtlasProgress>.Report(AtlasProgress value) =>
            background.ReportProgress(Text(Messages.AtlasStage, NameOf(value.Stage), value.Head, value.Heads),
                value.Fraction);

        private static string NameOf(AtlasStage stage) => stage switch
        {
            AtlasStage.Centring => Messages.AtlasCentring,
            AtlasStage.AffineRegistration => Messages.AtlasAffineRegistration,
            AtlasStage.DeformableRegistration => Messages.AtlasDeformableRegistration,
            _ => Messages.AtlasAveraging,
        };
    }
}
