using System.Collections.Concurrent;

namespace RefacePS.Files.Dicom;

/// <summary>The content of a set of files: the volumes of its DICOM images, and what is none.</summary>
/// <param name="Series">The volumes, in the order of their first files.</param>
/// <param name="Others">DICOM files that hold no slices: reports, secondary captures, presentations; and why.</param>
/// <param name="Faults">Files that are DICOM and cannot be read; and why.</param>
/// <param name="Strangers">Files that are not DICOM.</param>
public sealed record DicomListing(
    IReadOnlyList<DicomSeries> Series, IReadOnlyList<VolumeFormatException> Others,
    IReadOnlyList<RefacePSException> Faults, IReadOnlyList<string> Strangers)
{
    private const int HeadSize = 132;

    /// <summary>True if none of the files is DICOM.</summary>
    public bool IsEmpty => Series.Count == 0 && Others.Count == 0 && Faults.Count == 0;

    /// <summary>True if a file is DICOM, by its first bytes.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    public static bool IsDicom(string path)
    {
        using var bytes = DicomBytes.Open(path);
        return DicomFile.LooksLikeDicom(bytes.ReadFirst(HeadSize, CancellationToken.None));
    }

    /// <summary>True if a file is DICOM. One that cannot be opened is not: reading it says why.</summary>
    public static bool IsReadableDicom(string path)
    {
        try
        {
            return IsDicom(path);
        }
        catch (RefacePSException)
        {
            return false;
        }
    }

    /// <summary>True if a file is a zip file, which may hold DICOM files.</summary>
    public static bool IsZip(string path) => ZipIndex.IsZip(path);

    /// <summary>Paths of the files in a zip file, by name: its own path, and the name of the file behind it. All that
    /// reads DICOM takes such paths.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    /// <exception cref="VolumeFormatException">It is damaged, or claims sizes that cannot be
    /// (<c>CorruptZip</c>).</exception>
    public static IReadOnlyList<string> FilesInZip(string path) => ZipIndex.FilesOf(path);

    /// <summary>All files of a folder and the folders in it, by name.</summary>
    /// <exception cref="VolumeFileException">A folder cannot be read.</exception>
    public static IReadOnlyList<string> FilesOf(string folder) => FolderTree.Files(folder);

    /// <summary>The fault of a folder or zip file that was to be read as DICOM, and has none in it.</summary>
    public RefacePSException NothingIn(string path) => Directory.Exists(path) ? new VolumeFileException(
            VolumeFileFault.PathIsFolder, path, $"This folder has no DICOM files in it. {WayToImages(path)}")
        : new VolumeFormatException(
            VolumeFormatFault.NotDicom, path,
            "This zip file has no DICOM files in it. Unpack it, and name the images that were in it.");

    private string WayToImages(string folder)
    {
        VolumePath[] images = [.. Strangers.Select(VolumePath.Parse).Where(image => image.IsVolume)];
        if (images.Length == 0)
        {
            return "It has no other images either: name the folder or the files that have.";
        }

        var literal = folder.Replace("'", "''", StringComparison.Ordinal);
        var wildcard = $"*{images[0].Extension}";
        var others = images.Length == 1 ? "other image" : $"{images.Length} other images";
        return $"Name the {others} in it, with a wildcard such as {wildcard}, or by "
            + $"Get-ChildItem -LiteralPath '{literal}' -Recurse -Filter {wildcard} | Import-Volume";
    }

    /// <summary>Reads the headers of files, on all cores.</summary>
    /// <param name="files">Full paths.</param>
    /// <param name="progress">Is told how many are done; from any thread.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static DicomListing Read(IReadOnlyList<string> files, Action<int>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(files);
        var found = new Found[files.Count];
        var telling = new ConcurrentDictionary<string, IReadOnlyList<string>>();
        var done = 0;
        FirstFault.Of(() => Parallel.For(
            0, files.Count, new ParallelOptions
                { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            index =>
            {
                found[index] = Look(files[index], telling, cancellation);
                progress?.Invoke(Interlocked.Increment(ref done));
            }));
        return new(
            DicomSeries.Of(DicomCopies.Merge([.. found.SelectMany(file => file.Planes)], cancellation)),
            [.. found.Select(file => file.Fault).OfType<VolumeFormatException>()
                .Where(fault => fault.Fault == VolumeFormatFault.NotDicomVolume)],
            [.. found.Select(file => file.Fault)
                .Where(fault =>
                    fault is not (null or VolumeFormatException { Fault: VolumeFormatFault.NotDicomVolume }))
                        .Cast<RefacePSException>()],
            [.. files.Where((_, index) => found[index].IsStranger)]);
    }

    private static Found Look(
        string path, ConcurrentDictionary<string, IReadOnlyList<string>> telling, CancellationToken cancellation)
    {
        try
        {
            if (DicomFile.TryReadHeader(path, cancellation) is not { } file)
            {
                return new([], null, true);
            }

            var isDirectory = (file.Meta?.GetText(DicomTags.MediaStorageSopClassUid)
                ?? file.Dataset.GetText(DicomTags.SopClassUid)) == DicomClasses.Directory;
            return new(isDirectory ? [] : Sharing(telling, DicomImage.Planes(file)), null, false);
        }
        catch (RefacePSException fault)
        {
            return new([], fault, false);
        }
    }

    /// <summary>Planes with the one list of what files say alike of their patient: archives have millions.</summary>
    private static IReadOnlyList<DicomPlane> Sharing(
        ConcurrentDictionary<string, IReadOnlyList<string>> telling, IReadOnlyList<DicomPlane> planes)
    {
        if (planes is not [{ Telling: var own }, ..])
        {
            return planes;
        }

        var shared = telling.GetOrAdd(string.Join('\\', own), own);
        return [.. planes.Select(plane => plane with { Telling = shared })];
    }

    private readonly record struct Found(IReadOnlyList<DicomPlane> Planes, RefacePSException? Fault, bool IsStranger);
}
