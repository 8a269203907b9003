using System.Management.Automation;
using RefacePS.Archives;
using RefacePS.Cmdlets;
using RefacePS.Errors;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Files.Dicom.Writing;
using RefacePS.Paths;

namespace RefacePS.Commands;

/// <summary>Writes volumes as NIfTI or MGH, each with its JSON sidecar, or as the DICOM files they came from.</summary>
[Cmdlet(VerbsData.Export, "Volume", DefaultParameterSetName = ByParameter, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportVolumeCommand : ExportingCmdlet
{
    private static readonly string[] DicomParameters =
        [nameof(Profile), nameof(Retain), nameof(KeepUid), nameof(UidKey)];

    private readonly ClaimedFiles written = new();

    /// <summary>Volumes that lie in the same DICOM files, by these and their destination.</summary>
    private readonly Dictionary<(string Files, string Destination), List<Volume>> shared = [];

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

    /// <summary>The format to write; where it is not given, what the name of the destination says, or else MGH for
    /// volumes that came from it and NIfTI for all others.</summary>
    [Parameter]
    public ImageFormat? Format { get; set; }

    /// <summary>Of DICOM: whether what identifies a person is taken out.</summary>
    [Parameter]
    public DicomProfile Profile { get; set; }

    /// <summary>Of DICOM: what the profile leaves.</summary>
    [Parameter]
    public DicomRetention Retain { get; set; }

    /// <summary>Of DICOM: images and series keep their UIDs.</summary>
    [Parameter]
    public SwitchParameter KeepUid { get; set; }

    /// <summary>Of DICOM: the secret that new UIDs, pseudonyms and shifts of dates are made with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UidKey { get; set; }

    private protected override string Activity => Messages.ExportingVolumes;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        RunOrEnd(Format ?? ImageFormat.Nifti, RequireParametersOfFormat);
        base.BeginProcessing();
    }

    private protected override void Export(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        if (Format == ImageFormat.Dicom)
        {
            ProcessDicom(volume);
            return;
        }

        if (!TryRun(volume, () => Plan(volume), out var export)
            || !ShouldProcess(export.Image, Messages.WriteVolume))
        {
            return;
        }

        Progress.Report(export.Image);
        if (TryRun(volume, () => Write(export), out var files))
        {
            WarnOfDoubt(volume, export.Image);
            Tell(volume, export.Image, files);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var ((_, destination), volumes) in shared)
        {
            ExportDicom([.. volumes], destination);
        }

        base.EndProcessing();
    }

    // A parameter that is passed over in silence would be taken to have done what it says.
    private void RequireParametersOfFormat()
    {
        var (strangers, message) = Format == ImageFormat.Dicom
            ? ([nameof(KeepHeaderText)], Messages.HeaderTextWithDicom)
            : (DicomParameters, Messages.DicomParameterWithout);
        if (strangers.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } name)
        {
            throw new InputPathException("ParameterOfOtherFormat", name, Text(message, name));
        }
    }

    /// <summary>A volume that lies in files with others is written when all of these have come.</summary>
    private void ProcessDicom(Volume volume)
    {
        if (!DicomSeriesWriter.SharesFiles(volume))
        {
            ExportDicom([volume], DestinationPath);
            return;
        }

        var key = (string.Join('\n', volume.Origin!.Files), DestinationPath);
        shared.TryAdd(key, []);
        shared[key].Add(volume);
    }

    private void ExportDicom(IReadOnlyList<Volume> volumes, string destination)
    {
        var options = new DicomWriteOptions(Force, Profile, Retain, KeepUid, UidKey, IncludeMask);
        if (!TryRun(volumes[0], () => Plan(volumes, destination, options), out var writer)
            || !ShouldProcess(writer.Folder, Messages.WriteVolume))
        {
            return;
        }

        Progress.Report(writer.Folder);
        if (!TryRun(volumes[0], () => Write(writer), out var files))
        {
            return;
        }

        foreach (var volume in volumes)
        {
            WarnOfDoubt(volume, writer.Folder);
        }

        if (Profile == DicomProfile.None)
        {
            WriteWarning(Text(Messages.IdentityKept, writer.Folder));
        }

        Tell(volumes[0], writer.Folder, files);
    }

    private void Tell(Volume volume, string target, IReadOnlyList<string> files)
    {
        WriteVerbose(Text(Messages.VolumeExported, volume, target));
        WriteObject(InvokeProvider.Item.Get([.. files], force: true, literalPath: true), enumerateCollection: true);
    }

    // What would be refused is refused under -WhatIf, and before a person is asked.
    private DicomSeriesWriter Plan(IReadOnlyList<Volume> volumes, string destination, DicomWriteOptions options)
    {
        var writer = DicomSeriesWriter.Plan(volumes, destination, options);
        written.RequireUnclaimed(writer.Files);
        writer.RequireFree();
        return writer;
    }

    private VolumeExport Plan(Volume volume)
    {
        var export = VolumeExport.Plan(volume, DestinationPath, IncludeMask, Format);
        written.RequireUnclaimed(export.Files);
        export.RequireFree(Force);
        return export;
    }

    private IReadOnlyList<string> Write(DicomSeriesWriter writer)
    {
        written.Claim(writer.Files);
        return writer.Write(StopToken);
    }

    private IReadOnlyList<string> Write(VolumeExport export)
    {
        written.Claim(export.Files);
        return export.Write(new(Force, KeepHeaderText), StopToken);
    }

    private void WarnOfDoubt(Volume volume, string target)
    {
        if (volume.Quality is { Status: DefaceStatus.Doubtful } quality)
        {
            WriteWarning(Text(Messages.DoubtfulVolume, target, string.Join(' ', quality.Reasons)));
        }

        if ((SuspectName.WordOf(volume) ?? PatientInName.WordOf(volume, target)) is { } word)
        {
            WriteWarning(Text(Messages.NameMayName, target, word));
        }

        if (UntreatedScan.Is(volume))
        {
            WriteWarning(Text(Messages.OriginalVolume, target));
        }

        if (volume.Base is not null)
        {
            WriteWarning(Text(Messages.RawVolume, target));
        }

        if (IncludeMask && volume.FaceMask is null)
        {
            WriteWarning(Text(Messages.NoFaceMask, volume.Name));
        }
    }
}
