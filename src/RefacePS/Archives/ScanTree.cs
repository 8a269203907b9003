using RefacePS.Archives.Contents;
using RefacePS.Archives.Studies;
using RefacePS.Files;
using RefacePS.Files.Dicom;

namespace RefacePS.Archives;

/// <summary>An image found in a tree.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Fault">Why it cannot be looked at; null where it can.</param>
public sealed record FoundImage(string Path, ArchiveException? Fault)
{
    /// <summary>The DICOM series of which the path is the first file; null for all other images.</summary>
    public DicomSeries? Series { get; init; }

    /// <summary>True if it holds labels, phases or a computed map, as far as name or header say.</summary>
    public bool IsMap { get; init; } = ScanName.Parse(System.IO.Path.GetFileName(Path)).IsMap;

    /// <summary>Reads it.</summary>
    /// <exception cref="RefacePSException">It cannot be looked at, or not be read.</exception>
    public Volume Read(CancellationToken cancel) => Fault is not null ? throw Fault
        : Series?.Read(cancel) ?? VolumeReader.Read(Path, cancel);
}

/// <summary>Finds the images of a tree: those that can be looked at, and those that cannot.</summary>
public static class ScanTree
{
    /// <summary>Folders of BIDS whose images are not those of the data set: what was made of them, and what they were
    /// made of.</summary>
    private static readonly string[] NotRaw = ["derivatives", "sourcedata"];

    /// <summary>The heads of a folder to learn from: the images in it, whatever they are called, and the T1-weighted
    /// heads of BIDS in the folders below it, but those of derivatives and source data.</summary>
    /// <param name="folder">Full path of the folder.</param>
    /// <param name="nameless">Images in the folders below it that have no BIDS name, and may be heads that were
    /// meant.</param>
    /// <exception cref="VolumeFileException">A folder cannot be read, or there is no such image.</exception>
    public static IReadOnlyList<string> Heads(string folder, out IReadOnlyList<string> nameless)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var files = FolderTree.Files(folder).ToHashSet(InputFiles.Names);
        var images = files.Where(IsImage).ToLookup(file => IsHead(ArchivePath.From(folder, file)));
        nameless = [.. images[false].Where(file => IsNameless(ArchivePath.From(folder, file)))];
        return images[true].Any() ? [.. images[true]] : throw new VolumeFileException(
            VolumeFileFault.VolumeNotFound, folder,
            "There is no image in this folder, and no T1-weighted head with a BIDS name (sub-..._T1w) in the folders "
                + "below it. Name the files: wildcards are resolved, and files of Get-ChildItem are taken.");

        bool IsImage(string file)
        {
            var image = VolumePath.Parse(file);
            return image.IsVolume && (image.HeaderFile == file || !files.Contains(image.HeaderFile));
        }

        static bool IsHead(string path) =>
            !path.Contains('/', StringComparison.Ordinal) || (IsRaw(path) && ScanName.Parse(path).IsHead);

        static bool IsNameless(string path) => IsRaw(path) && !BidsName.Parse(path).IsBids;

        static bool IsRaw(string path) => !path.Split('/').Intersect(NotRaw, InputFiles.Names).Any();
    }

    /// <summary>True for a file or folder that is another, or lies in it, whatever links lead there.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="folder">Full path of the folder.</param>
    public static bool LiesIn(string path, string folder) => ArchiveTree.IsWithin(path, folder);

    /// <summary>Keeps what is made of scans apart from them: it is passed on, and scans have faces.</summary>
    /// <param name="destination">Full path of the folder to write.</param>
    /// <param name="scans">Full paths of scans.</param>
    /// <exception cref="VolumeFileException">A scan lies in the folder, or in one below it.</exception>
    public static void RequireApart(string destination, IEnumerable<string> scans)
    {
        ArgumentNullException.ThrowIfNull(scans);
        var inside = scans.GroupBy(scan => Path.GetDirectoryName(scan)!)
            .FirstOrDefault(folder => LiesIn(folder.Key, destination))?.First();
        if (inside is not null)
        {
            throw new VolumeFileException(
                VolumeFileFault.DestinationIsInput, destination,
                $"The scan '{Path.GetRelativePath(destination, inside)}' lies in this folder, and has its face. Choose "
                    + $"a folder of its own.");
        }
    }

    /// <summary>The DICOM files that a path names: the file itself, or those of a zip file; none where it is
    /// neither.</summary>
    public static IReadOnlyList<string> DicomFilesAt(string path) => DicomPlanner.DicomFilesAt(path);

    /// <summary>True if the content of a file is known to show no face; false too where it cannot be read.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="cancel">Ends the work.</param>
    public static bool IsHarmless(string file, CancellationToken cancel = default)
    {
        try
        {
            return FileContent.Of(file, cancel).IsHarmless;
        }
        catch (VolumeFileException)
        {
            return false;
        }
    }

    /// <summary>The volumes of DICOM files, and those files that hold none.</summary>
    /// <param name="files">Full paths.</param>
    /// <param name="cancel">Ends the work.</param>
    public static IReadOnlyList<FoundImage> Slices(IReadOnlyList<string> files, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var listing = DicomListing.Read(files, null, cancel);
        var used = listing.Series.SelectMany(series => series.Files).ToHashSet();
        return [.. listing.Series.Select(series => new FoundImage(series.Path, null)
            { Series = series, IsMap = SeriesContent.IsMapOf(series, cancel) }),
            .. files.Where(file => !used.Contains(file)).Select(file => new FoundImage(file, Fault(file)))];

        ArchiveException Fault(string file)
        {
            var (name, reason) = SeriesUnit.KindOf(file, cancel);
            return new(
                ArchiveFault.ImageAmongOtherFiles, file,
                $"It is {name}, and may show a face or a name. It cannot be looked at. {reason}".TrimEnd());
        }
    }

    /// <summary>The images of a folder and of those below it, in the order of their names.</summary>
    /// <param name="root">Full path of the folder.</param>
    /// <param name="cancel">Ends the walk.</param>
    /// <exception cref="ArchiveException">There is no such folder, or one of them cannot be read.</exception>
    public static IReadOnlyList<FoundImage> Images(string root, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        var entries = ArchiveTree.Entries(root, excluded: null, cancel).ToList();
        var images = entries.Where(entry => entry.Fault is null)
            .Select(entry => ArchivePath.Full(root, entry.Path))
            .ToDictionary(file => file, VolumePath.Parse, InputFiles.Names);
        var slices = images.Where(entry => !entry.Value.IsVolume)
            .ToDictionary(entry => entry.Key, entry => DicomPlanner.DicomFilesAt(entry.Key), InputFiles.Names);
        return [.. entries.Where(entry => !HasSlices(ArchivePath.Full(root, entry.Path))).Select(Look)
            .OfType<FoundImage>().Concat(Slices([.. slices.Values.SelectMany(files => files)], cancel))
            .OrderBy(image => image.Path, StringComparer.Ordinal)];

        bool HasSlices(string file) => slices.TryGetValue(file, out var files) && files.Count > 0;

        bool IsSecondOfPair(VolumePath image) => image.IsPair && image.ToString() != image.HeaderFile
            && images.ContainsKey(image.HeaderFile);

        // What cannot be read cannot be looked at either.
        ContentKind? Content(string file)
        {
            try
            {
                return FileContent.Of(file, cancel);
            }
            catch (VolumeFileException)
            {
                return ContentKind.Other("a file that cannot be read");
            }
        }

        FoundImage? Look(TreeEntry entry)
        {
            var file = ArchivePath.Full(root, entry.Path);
            return entry.Fault is { } closed ? new(file, closed)
                : IsSecondOfPair(images[file]) ? null
                : images[file].IsVolume ? new(file, null)
                : Content(file) is { IsHarmless: false } kind ? new(file, new ArchiveException(
                    ArchiveFault.ImageAmongOtherFiles, file,
                    $"It is {kind.Name}, and may show a face. It cannot be looked at; convert it to NIfTI."))
                : null;
        }
    }
}
