using System.Management.Automation;
using RefacePS.Files;
using RefacePS.Pipeline;

namespace RefacePS.Commands;

/// <summary>Writes volumes as NIfTI, each with its JSON sidecar.</summary>
[Cmdlet(VerbsData.Export, "Volume", DefaultParameterSetName = ByParameter, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportVolumeCommand : ExportingCmdlet
{
    private readonly ClaimedFiles written = new();

    /// <summary>Replace files that are there already. The file that a volume came from is never replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Write the mask of the removed voxels too.</summary>
    [Parameter]
    public SwitchParameter IncludeMask { get; set; }

    /// <summary>Keep free text and extensions of the header, and identifying fields of the sidecar. They may name a
    /// person.</summary>
    [Parameter]
    public SwitchParameter KeepHeaderText { get; set; }

    private protected override string Activity => Messages.ExportingVolumes;

    /// <inheritdoc/>
    protected override void Process(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var export = VolumeExport.Plan(volume, DestinationPath, IncludeMask);
        if (!ShouldProcess(export.Image, Messages.WriteVolume))
        {
            return;
        }

        Progress.Report(export.Image);
        WarnOfDoubt(volume, export);
        if (TryRun(volume, () => Write(export), out var files))
        {
            WriteVerbose(Format(Messages.VolumeExported, volume, export.Image));
            WriteObject(InvokeProvider.Item.Get([.. files], force: true, literalPath: true), enumerateCollection: true);
        }
    }

    private IReadOnlyList<string> Write(VolumeExport export)
    {
        written.Claim(export.Files);
        return export.Write(new(Force, KeepHeaderText), StopToken);
    }

    private void WarnOfDoubt(Volume volume, VolumeExport export)
    {
        if (volume.Quality is { Status: DefaceStatus.Doubtful } quality)
        {
            WriteWarning(Format(Messages.DoubtfulVolume, export.Image, string.Join(' ', quality.Reasons)));
        }

        if (SuspectName.WordOf(volume) is { } word)
        {
            WriteWarning(Format(Messages.NameMayName, export.Image, word));
        }

        if (volume.Base is not null)
        {
            WriteWarning(Format(Messages.RawVolume, export.Image));
        }

        if (IncludeMask && volume.FaceMask is null)
        {
            WriteWarning(Format(Messages.NoFaceMask, volume.Name));
        }
    }
}
