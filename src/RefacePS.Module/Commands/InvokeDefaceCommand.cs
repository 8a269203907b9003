using System.Management.Automation;
using RefacePS.Cmdlets;
using RefacePS.Defacing;

namespace RefacePS.Commands;

/// <summary>Removes the face from volumes.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Deface")]
[OutputType(typeof(Volume))]
public sealed class InvokeDefaceCommand : HeadCmdlet
{
    /// <summary>The region to remove: the face, or the face and the ears.</summary>
    [Parameter]
    public DefaceRegion Region { get; set; } = DefaceRegion.Face;

    /// <inheritdoc/>
    protected override void Process(Volume volume) => Transform(
        volume, Messages.Defacing, () => new Defacer(HeadAtlas, ComputeDevice)
            .Deface(volume, Region, StopToken), Review);

    private void Review(Volume defaced)
    {
        var quality = defaced.Quality!;
        WriteVerbose(Text(
            Messages.VolumeDefaced, defaced.Name, quality.RegistrationScore, defaced.FaceMask, quality.FaceInView));
        if (quality.Status != DefaceStatus.Good)
        {
            WriteWarning(Text(
                quality.Status == DefaceStatus.AlreadyDefaced ? Messages.AlreadyDefaced : Messages.DoubtfulDefacing,
                defaced.Name, string.Join("; ", quality.Reasons)));
        }
    }
}
