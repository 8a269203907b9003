using System.Management.Automation;
using RefacePS.Atlases;
using RefacePS.Atlases.Building;
using RefacePS.Cmdlets;

namespace RefacePS.Commands;

/// <summary>Makes a head atlas of one's own scans, for children for instance, whose heads the atlas that ships does not
/// resemble.</summary>
[Cmdlet(VerbsCommon.New, "HeadAtlas", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(DirectoryInfo))]
public sealed class NewHeadAtlasCommand : AtlasMakingCmdlet
{
    private protected override string Action => Messages.MakeAtlas;

    private protected override void Make(IReadOnlyList<LabelledScan> scans, string[] subjects)
    {
        var card = RunOrEnd(DestinationFolder, () => BackgroundWork.Run(this, Messages.MakingAtlas, background =>
            new HeadAtlasBuilder(ComputeDevice).Build(scans, Card(subjects), DestinationFolder, Force,
                ReportTo<AtlasStage>(background, NameOf), StopToken)));
        WriteVerbose(
            Text(Messages.AtlasMade, DestinationFolder, card.Subjects.Count, card.MeanAffineScore,
                card.MeanDisplacementMillimeters));
    }

    private HeadAtlasCard Card(string[] subjects) => new()
    {
        Subjects = subjects,
        Name = NameOnCard,
        Version = Version,
        Licence = Licence,
        Attribution = Attribution,
        Command = CommandText,
    };

    private static string NameOf(AtlasStage stage) => stage switch
    {
        AtlasStage.Centring => Messages.AtlasCentring,
        AtlasStage.AffineRegistration => Messages.AtlasAffineRegistration,
        AtlasStage.DeformableRegistration => Messages.AtlasDeformableRegistration,
        _ => Messages.AtlasAveraging,
    };
}
