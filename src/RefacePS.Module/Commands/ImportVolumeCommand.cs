using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using RefacePS.Cmdlets;
using RefacePS.Errors;
using RefacePS.Files;
using RefacePS.Files.Dicom;

namespace RefacePS.Commands;

/// <summary>Reads NIfTI and MGH images, and DICOM series.</summary>
[Cmdlet(VerbsData.Import, "Volume", DefaultParameterSetName = ByPath)]
[OutputType(typeof(Volume))]
public sealed class ImportVolumeCommand : FileInputCmdlet
{
    /// <summary>Files of DICOM series, which are known to be whole only when all have come.</summary>
    private readonly List<string> slices = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var files = ResolveFiles();
        using var progress = new PipelineProgress(this, Messages.ImportingVolumes);
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            progress.Report(
                Text(Messages.FileOfFiles, System.IO.Path.GetFileName(file), i + 1, files.Count),
                (double)i / files.Count);
            if (Directory.Exists(file))
            {
                ImportFolder(file, DicomListing.FilesOf);
            }
            else if (!VolumePath.Parse(file).IsVolume && DicomListing.IsZip(file))
            {
                ImportFolder(file, DicomListing.FilesInZip);
            }
            else if (IsSlice(file))
            {
                slices.Add(file);
            }
            else
            {
                Import(file, () => VolumeReader.Read(file, StopToken));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var files = slices.Distinct().ToList();
        if (TryList(files, files, out var listing))
        {
            ReportAll(listing.Others);
            ImportSeries(listing);
        }
    }

    private void ImportFolder(string folder, Func<string, IReadOnlyList<string>> filesOf)
    {
        if (!TryRun(folder, () => filesOf(folder), out var files) || !TryList(folder, files, out var listing))
        {
            return;
        }

        if (listing.IsEmpty)
        {
            WriteError(ErrorRecords.From(listing.NothingIn(folder), folder));
            return;
        }

        if (listing.Series.Count == 0)
        {
            ReportAll(listing.Others);
        }

        foreach (var other in listing.Others)
        {
            WriteVerbose(other.Message);
        }

        ImportSeries(listing);
    }

    private bool TryList(
        object target, IReadOnlyList<string> files, [MaybeNullWhen(false)] out DicomListing listing) =>
        TryRun(target, () => BackgroundWork.Run(
            this, Messages.ReadingHeaders, work => DicomListing.Read(
                files, done =>
                    work.ReportProgress(Text(Messages.HeadersOfFiles, done, files.Count), (double)done / files.Count),
                StopToken)), out listing);

    private void ImportSeries(DicomListing listing)
    {
        ReportAll(listing.Faults);
        using var progress = new PipelineProgress(this, Messages.ImportingVolumes);
        for (var i = 0; i < listing.Series.Count; i++)
        {
            var series = listing.Series[i];
            progress.Report(
                Text(Messages.FileOfFiles, System.IO.Path.GetFileName(series.Path), i + 1, listing.Series.Count),
                (double)i / listing.Series.Count);
            if (series.Copies is { Count: > 0 } copies)
            {
                WriteWarning(Text(Messages.CopiesOfSlices, copies.Count, copies[0].Copy, copies[0].Original));
            }

            if (series.HasTextBurnedIn)
            {
                WriteWarning(Text(Messages.TextBurnedIn, series.Path));
            }

            Import(series.Path, () => series.Read(StopToken));
        }
    }

    private void Import(string path, Func<Volume> read)
    {
        if (TryRun(path, read, out var volume))
        {
            WriteVerbose(Text(Messages.VolumeImported, path, volume));
            if (volume.Header?.SidecarFault is { } fault)
            {
                WriteWarning(Text(Messages.SidecarAside, path, fault));
            }

            if (LeftoverBits.FileOf(volume) is { } file)
            {
                WriteWarning(Text(Messages.LeftoverBits, file));
            }

            WriteObject(volume);
        }
    }

    private void ReportAll(IEnumerable<RefacePSException> faults)
    {
        foreach (var fault in faults)
        {
            WriteError(ErrorRecords.From(fault, ErrorRecords.PathOf(fault)));
        }
    }

    private static bool IsSlice(string file) =>
        !VolumePath.Parse(file).IsVolume && DicomListing.IsReadableDicom(file);
}
