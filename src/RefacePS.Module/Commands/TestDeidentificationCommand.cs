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
    private const string ByVolume = "Volume";

    /// <summary>Files of DICOM series, which are known to be whole only when all have come.</summary>
    private readonly List<string> slices = [];

    private FaceDetector? detector;

    /// <summary>Volumes, which are looked at themselves, and not the files that they were read from.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByVolume)]
    [ValidateNotNull]
    public Volume[] Volume { get; set; } = [];

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
        if (ParameterSetName == ByVolume)
        {
            foreach (var volume in Volume)
            {
                Check(volume);
            }

            return;
        }

        foreach (var path in ResolveFiles())
        {
            if (Directory.Exists(path))
            {
                CheckFolder(path);
            }
            else if (TryRun(path, () => SlicesAt(path), out var files))
            {
                slices.AddRange(files);
                Check(files.Count > 0 ? [] : [new(path, null)]);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var files = slices.Distinct().ToList();
        if (TryRun(files, () => BackgroundWork.Run(
            this, Messages.ReadingHeaders, _ => ScanTree.Slices(files, StopToken)), out var images))
        {
            Check(images);
        }
    }

    /// <summary>A sidecar by its name alone may show a face.</summary>
    private protected override bool ComesWithImage(string file) =>
        base.ComesWithImage(file) && ScanTree.IsHarmless(file, StopToken);

    private static IReadOnlyList<string> SlicesAt(string path) =>
        VolumePath.Parse(path).IsVolume ? [] : ScanTree.DicomFilesAt(path);

    private void CheckFolder(string folder)
    {
        if (!TryRun(folder, () => BackgroundWork.Run(
            this, Messages.ReadingHeaders, _ => ScanTree.Images(folder, StopToken)), out var images))
        {
            return;
        }

        if (images.Count == 0)
        {
            WriteWarning(Text(Messages.NothingToLookAt, folder));
        }

        Check(images);
    }

    private void Check(Volume volume)
    {
        var isMap = volume.Path is { } path && new FoundImage(path, null).IsMap;
        if (TryRun(volume, () => BackgroundWork.Run(this, Messages.CheckingFaces, _ => Check(volume, isMap)),
            out var check))
        {
            WriteObject(check);
        }
    }

    private FaceCheck Check(Volume scan, bool isMap) =>
        isMap ? detector!.CheckMap(scan, StopToken) : detector!.Check(scan, StopToken);

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
        return Check(image.Read(StopToken), image.IsMap);
    }
}
