using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Files.Dicom.Writing;

namespace RefacePS.Archives;

/// <summary>Reads and writes the scans of a plan: images of one file or pair, and volumes of DICOM files.</summary>
internal static class ScanFiles
{
    /// <summary>The volumes of an item: one, but for DICOM files that hold several; magnitudes first.</summary>
    /// <exception cref="RefacePSException">A file cannot be read, or they are no volume.</exception>
    public static IReadOnlyList<Volume> Read(string source, ArchiveItem item, CancellationToken cancel)
    {
        if (!item.IsDicom)
        {
            return [VolumeReader.Read(ArchivePath.Full(source, item.Path), cancel)];
        }

        var files = item.Slices.Select(slice => Path.GetFullPath(ArchivePath.Full(source, slice))).ToList();
        var listing = DicomListing.Read(files, null, cancel);
        if (listing.Faults.Concat(listing.Others).FirstOrDefault() is { } fault)
        {
            throw fault;
        }

        if (listing.Series.SelectMany(series => series.Files).Distinct().Count() != files.Count)
        {
            throw new ArchiveException(
                ArchiveFault.InputChanged, files[0],
                "A file of the series is no image any more. The next run takes it as it is then.");
        }

        return [.. listing.Series.OrderBy(series => series.IsPhase).Select(series => series.Read(cancel))];
    }

    /// <summary>Writes the treated volumes of an item to its place in the destination.</summary>
    /// <exception cref="RefacePSException">It cannot be written.</exception>
    public static void Write(
        RunContext context, ArchiveItem item, IReadOnlyList<Volume> results, CancellationToken cancel)
    {
        if (!item.IsDicom)
        {
            var (result, image) = (WithDerivedNames(results[0], item.Path, context.Options),
                context.DestinationPath(item.Outputs[0]));
            VolumeExport.Plan(result, image, includeMask: false)
                .Write(new NiftiWriteOptions(Overwrite: true), cancel);
            return;
        }

        var rewriter = DicomRewriter.Of(results, context.Options.Dicom);
        var sources = item.Slices.Select(slice => Path.GetFullPath(context.SourcePath(slice))).ToList();
        var targets = item.Outputs.Select(context.DestinationPath).ToList();
        foreach (var folder in targets.Select(target => Path.GetDirectoryName(target)!).Distinct())
        {
            AtomicFile.CreateFolder(folder);
        }

        AtomicFile.WriteAll(
            targets,
            (index, stream) => rewriter.Write(sources[index], stream, cancel), AtomicFile.ModeOf(sources), cancel);
    }

    private static Volume WithDerivedNames(Volume result, string path, ArchiveOptions options) =>
        result.Header is { Sidecar: { } text } header
        ? result with { Header = header with { Sidecar = DerivedNames.InReferences(text, path, options) } }
        : result;
}
