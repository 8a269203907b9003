using System.Management.Automation;
using RefacePS.Files;
using RefacePS.Pipeline;

namespace RefacePS.Commands;

/// <summary>Reads NIfTI images.</summary>
[Cmdlet(VerbsData.Import, "Volume", DefaultParameterSetName = ByPath)]
[OutputType(typeof(Volume))]
public sealed class ImportVolumeCommand : FileInputCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var files = ResolveFiles();
        using var progress = new PipelineProgress(this, Messages.ImportingVolumes);
        for (var i = 0; i < files.Count; i++)
        {
            progress.Report(Format(Messages.FileOfFiles, System.IO.Path.GetFileName(files[i]), i + 1, files.Count),
                (double)i / files.Count);
            if (TryRun(files[i], () => NiftiReader.Read(files[i], StopToken), out var volume))
            {
                WriteVerbose(Format(Messages.VolumeImported, files[i], volume));
                if (volume.Header?.SidecarFault is { } fault)
                {
                    WriteWarning(Format(Messages.SidecarAside, files[i], fault));
                }

                WriteObject(volume);
            }
        }
    }
}
