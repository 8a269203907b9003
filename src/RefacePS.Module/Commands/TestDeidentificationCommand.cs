using System.Management.Automation;
using RefacePS.Archives;
using RefacePS.Cmdlets;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Resources;

namespace RefacePS.Commands;

/// <summary>Finds scans that still show a face.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Deidentification", DefaultParameterSetName = ByPath)]
[OutputType(typeof(FaceCheck))]
public sealed class TestDeidentificationCommand : HeadFileCmdlet
{
    /// <summary>Files of DICOM series, which are known to be whole only when all have come.</summary>
    private readonly List<string> slices = [];

    private FaceDetector? detector;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var device = OpenDevice(Device);
        base.BeginProcessing();
        detector = new FaceDetector(RunOrEnd(AtlasFolder, () => ResourceCache.Atlas(AtlasFolder, device)), device);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in ResolveFiles())
        {
            if (TryRun(path, () => ImagesAt(path), out var images))
            {
                Check(images);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Check(BackgroundWork.Run(
        this, Messages.ReadingHeaders, _ => ScanTree.Slices([.. slices.Distinct()], StopToken)));

    private IReadOnlyList<FoundImage> ImagesAt(string path)
    {
        if (Directory.Exists(path))
        {
            var images = BackgroundWork.Run(this, Messages.ReadingHeaders, _ => ScanTree.Images(path, StopToken));
            if (images.Count == 0)
            {
                WriteWarning(Text(Messages.NothingToLookAt, path));
            }

            return images;
        }

        if (VolumePath.Parse(path).IsVolume || ScanTree.DicomFilesAt(path) is not { Count: > 0 } files)
        {
            return [new(path, null)];
        }

        slices.AddRange(files);
        return [];
    }

    private void Check(IReadOnlyList<FoundImage> images)
    {
        for (var i = 0; i < images.Count; i++)
        {
            var (image, fraction) = (images[i], (double)i / images.Count);
            var status = Text(Messages.FileOfFiles, System.IO.Path.GetFileName(image.Path), i + 1, images.Count);
            if (TryRun(image.Path, () =>
                BackgroundWork.Run(this, Messages.CheckingFaces, background =>
                    Check(image, background, status, fraction)), out var check))
            {
                WriteObject(check);
            }
        }
    }

    private FaceCheck Check(FoundImage image, BackgroundWork background, string status, double fraction)
    {
        using var pulse = new Timer(_ => background.ReportProgress(status, fraction), null, TimeSpan.Zero,
            TimeSpan.FromMilliseconds(500));
        var scan = image.Read(StopToken);
        return image.IsMap ? detector!.CheckMap(scan, StopToken) : detector!.Check(scan, StopToken);
    }
}
