using RefacePS.Archives.Studies;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Files.Dicom.Writing;

namespace RefacePS.Archives;

/// <summary>
/// Plans what becomes of the DICOM files of a tree, wherever in it they lie: series that share a study and its system
/// of coordinates are a session, in which T1-weighted heads say where the face of the others is. What is no volume is
/// left out and named: it shows or names people, and there is no way to tell that it does not.
/// </summary>
internal sealed class DicomPlanner
{
    private readonly ArchiveOptions options;
    private readonly SeriesPlaces places;

    private DicomPlanner(ArchiveOptions options, SecretKey key) =>
        (this.options, places) = (options, new(options.Dicom, key));

    /// <summary>The items of the DICOM files among others, by session, and the fingerprint of the key that they were
    /// named with; null where there are none.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="paths">Paths of files below the source that are no images by their names.</param>
    /// <param name="cancel">Ends the work.</param>
    public static (IReadOnlyList<ArchiveItem[]> Sessions, string? Key) Plan(
        ArchiveOptions options, IReadOnlyList<string> paths, CancellationToken cancel)
    {
        var files = paths.AsParallel().AsOrdered().WithCancellation(cancel)
            .Select(path => ArchivePath.Full(options.Source, path)).SelectMany(DicomFilesAt).ToList();
        if (files.Count == 0)
        {
            return ([], null);
        }

        var key = SecretKey.Planned(options.Dicom);
        return (new DicomPlanner(options, key).Plan(files, cancel), key.Fingerprint);
    }

    /// <summary>A file, where it is DICOM; all files of a zip file, where any of them is.</summary>
    internal static IReadOnlyList<string> DicomFilesAt(string path)
    {
        if (!DicomListing.IsZip(path))
        {
            return DicomListing.IsReadableDicom(path) ? [path] : [];
        }

        try
        {
            var files = DicomListing.FilesInZip(path);
            return files.Any(DicomListing.IsReadableDicom) ? files : [];
        }
        catch (RefacePSException)
        {
            // It is withheld as a zip file is.
            return [];
        }
    }

    private List<ArchiveItem[]> Plan(List<string> files, CancellationToken cancel)
    {
        var listing = DicomListing.Read(files, null, cancel);
        var scans = SeriesUnit.Of(listing.Series).Select(unit => Look(unit, cancel)).ToList();
        var sessions = scans.Where(scan => scan.Content is { Unfit: null })
            .GroupBy(scan => (scan.Content!.StudyUid, scan.Content.FrameOfReferenceUid ?? scan.Unit.Files[0]))
            .Select(session => PlanSession([.. session])).ToList();
        sessions.AddRange(scans.Where(scan => scan.Content is not { Unfit: null })
            .Select(scan => (ArchiveItem[])[Withheld(scan)]));
        var used = listing.Series.SelectMany(series => series.Files).ToHashSet(InputFiles.Names);
        sessions.AddRange(files.Where(file => !used.Contains(file))
            .Select(file => (ArchiveItem[])[Withheld(Item(file), SeriesUnit.KindOf(file, cancel))]));
        return sessions;
    }

    private static Scan Look(SeriesUnit unit, CancellationToken cancel)
    {
        try
        {
            var dataset = DicomFile.ReadHeader(unit.Volumes[0].Path, cancel).Dataset;
            return new(unit, dataset, SeriesContent.Of(unit, dataset));
        }
        catch (RefacePSException)
        {
            return new(unit, null, null);
        }
    }

    private ArchiveItem[] PlanSession(Scan[] scans)
    {
        var heads = Heads(scans);
        ArchiveItem[] items = [.. scans.Select(scan => PlanScan(scan, heads)).OrderBy(item => item.Role)];
        var placing = items.Where(item => item.Role == ArchiveRole.Head).ToList();
        return Array.ConvertAll(items, item => item.Role == ArchiveRole.Head ? item : item with
        {
            Inputs = [.. item.Inputs.Concat(placing.SelectMany(head => head.Inputs)).Distinct()],
            PlacedBy = [.. placing.Select(head => head.Path)],
        });
    }

    /// <summary>T1-weighted heads place all others; without one CT places PET, and else each scan stands for
    /// itself.</summary>
    private static HashSet<Scan> Heads(Scan[] scans)
    {
        var heads = scans.Where(scan => scan.Content!.IsT1Weighted).ToHashSet();
        var others = scans.Where(scan => !scan.Content!.IsMap).ToList();
        return heads.Count > 0 ? heads
            : others.Exists(scan => scan.Content!.Modality == "PT")
                && others.Exists(scan => scan.Content!.Modality == "CT")
                ? [.. others.Where(scan => scan.Content!.Modality == "CT")]
            : [.. others];
    }

    private ArchiveItem PlanScan(Scan scan, HashSet<Scan> heads)
    {
        var content = scan.Content!;
        var role = heads.Contains(scan) ? ArchiveRole.Head
            : content.IsMap ? ArchiveRole.Map : ArchiveRole.Companion;
        return Item(scan) with
        {
            Role = role,
            Treatment = role == ArchiveRole.Map ? Treatment.Clear
                : role == ArchiveRole.Head && content is { IsT1Weighted: true, IsSeries: false }
                    && options.Method == ArchiveMethod.Reface ? Treatment.Reface
                : Treatment.Deface,
            Outputs = OutputsOf(scan),
        };
    }

    private List<string> OutputsOf(Scan scan)
    {
        var paths = scan.Unit.Files.Select(WithoutZip).ToList();
        if (options.Layout != ArchiveLayout.Study && places.MayStay(scan.Unit, scan.Dataset!, paths))
        {
            return paths;
        }

        var planes = scan.Unit.Volumes.SelectMany(volume => volume.Planes).ToList();
        var images = planes.SelectMany(plane => plane.Files.Select(file => (file, plane)))
            .DistinctBy(image => image.file).ToDictionary(image => image.file, image => image.plane);
        return [.. scan.Unit.Files.Select(file => (File: file, Plane: images[file])).Select(image => places.NewPath(
            scan.Dataset!, image.Plane.SeriesUid, image.Plane.InstanceUid,
            copy: image.Plane.Files.ToList().IndexOf(image.File)))];
    }

    private ArchiveItem Item(Scan scan)
    {
        IReadOnlyList<string> slices = [.. scan.Unit.Files.Select(Relative)];
        return new()
        {
            Path = slices[0],
            Role = ArchiveRole.Unsupported,
            Treatment = Treatment.Withhold,
            Inputs = InputsOf(scan.Unit.Files),
            Slices = slices,
            Subject = scan.Dataset is null ? null : places.SubjectOf(scan.Dataset),
            Session = scan.Dataset is null ? null : places.SessionOf(scan.Dataset),
        };
    }

    private ArchiveItem Item(string file) => new()
    {
        Path = Relative(file),
        Role = ArchiveRole.Unsupported,
        Treatment = Treatment.Withhold,
        Inputs = InputsOf([file]),
    };

    private ArchiveItem Withheld(Scan scan) =>
        Withheld(Item(scan), (scan.Content?.Unfit ?? "a DICOM series that cannot be read", null));

    private ArchiveItem Withheld(ArchiveItem item, (string Name, string? Reason) kind) => item with
    {
        Kind = kind.Name,
        Fault = new(
            ArchiveFault.ImageAmongOtherFiles, ArchivePath.Full(options.Source, item.Path),
            $"It is {kind.Name}, and may show a face or a name. It is left out."
            + (kind.Reason is null ? "" : $" {kind.Reason}")),
    };

    /// <summary>The files that are read: of those in a zip file, that.</summary>
    private IReadOnlyList<string> InputsOf(IReadOnlyList<string> files) =>
        [.. files.Select(file => Relative(ZipIndex.Split(file)?.Zip ?? file)).Distinct()];

    /// <summary>The files of a zip file go to a folder with its name.</summary>
    private string WithoutZip(string path) => ZipIndex.Split(path) is var (zip, name)
        ? Relative(Path.Combine(Path.GetDirectoryName(zip)!, Path.GetFileNameWithoutExtension(zip))) + '/' + name
        : Relative(path);

    private string Relative(string path) => ArchivePath.From(options.Source, path);

    /// <summary>A unit with the header of its first file; null where that cannot be read.</summary>
    private sealed record Scan(SeriesUnit Unit, DicomDataset? Dataset, SeriesContent? Content);
}
