using RefacePS.Archives.Contents;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>Plans what becomes of every file of a tree. Nothing is written.</summary>
public sealed class ArchivePlanner
{
    private readonly ArchiveOptions options;
    private readonly HashSet<string> images = new(InputFiles.Names);
    private readonly List<string> others = [];
    private readonly Dictionary<string, ArchiveException> closed = new(InputFiles.Names);
    private readonly HashSet<string> all = new(InputFiles.Names);

    private ArchivePlanner(ArchiveOptions options) => this.options = options;

    /// <summary>Walks the source.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="cancel">Ends the walk.</param>
    /// <exception cref="ArchiveException">The source is no folder or cannot be read, or the trees overlap.</exception>
    public static ArchivePlan Plan(ArchiveOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireApart(options);
        return new ArchivePlanner(options).Plan(cancel);
    }

    private static void RequireApart(ArchiveOptions options)
    {
        if (ArchiveTree.IsWithin(options.Source, options.Destination))
        {
            throw new ArchiveException(ArchiveFault.ArchivesOverlap, options.Destination,
                "The source lies in it, and its scans still have their faces. Choose another destination.");
        }

        if (options.ReviewPath is { } review
            && (ArchiveTree.IsWithin(review, options.Destination) || ArchiveTree.IsWithin(review, options.Source)))
        {
            throw new ArchiveException(
                ArchiveFault.ArchivesOverlap, review,
                "Pictures of doubtful results may show faces and cannot lie in the destination, and nothing is written "
                    + "to the source. Choose a folder elsewhere.");
        }
    }

    private ArchivePlan Plan(CancellationToken cancel)
    {
        foreach (var (path, fault) in ArchiveTree.Entries(options.Source, options.Destination, cancel))
        {
            if (fault is not null)
            {
                closed.Add(path, fault);
                continue;
            }

            all.Add(path);
            (VolumePath.Parse(Full(path)).IsVolume ? (ICollection<string>)images : others).Add(path);
        }

        var (dicom, key) = DicomPlanner.Plan(options, others, cancel);
        var sessions = images.Where(IsFirstOfPair).Order(StringComparer.Ordinal)
            .GroupBy(path => ScanName.Parse(path).Group)
            .Select(group => PlanSession([.. group])).ToList();
        sessions.AddRange(dicom);
        var belonging = sessions.SelectMany(session => session).SelectMany(item => item.Inputs)
            .ToHashSet(InputFiles.Names);
        var rest = others.Where(path => !belonging.Contains(path)).Select(path => PlanFile(path, cancel)).ToList();
        rest.AddRange(closed.Select(entry => Closed(entry.Key, entry.Value)));
        sessions.AddRange(rest.Where(item => item.IsScan).Select(item => (ArchiveItem[])[item]));
        var files = rest.Where(item => !item.IsScan && options.OtherFiles != OtherFilePolicy.Skip
            && !IsReplaced(item.Path));
        var plan = new ArchivePlan(options, sessions, [.. files]) { DicomKey = key };
        return OutputClaims.Settle(plan, InputFiles.Names);
    }

    private bool IsFirstOfPair(string path) => Relative(VolumePath.Parse(Full(path)).HeaderFile) is var header
        && (InputFiles.Names.Equals(header, path) || !images.Contains(header));

    /// <summary>A derivative has a description of its own, and lists of scans would name what is called otherwise
    /// there.</summary>
    private bool IsReplaced(string path) => options.Layout == ArchiveLayout.Derivative
        && (path == DatasetDescription.FileName || path.EndsWith("_scans.tsv", StringComparison.Ordinal));

    private ArchiveItem[] PlanSession(string[] paths)
    {
        var names = paths.ToDictionary(path => path, ScanName.Parse);
        var hasHead = names.Values.Any(name => name.IsHead);
        var hasPlace = names.Values.Any(name => !name.IsMap);
        ArchiveItem[] items =
            [.. paths.Select(path => PlanScan(path, names[path], hasHead, hasPlace)).OrderBy(item => item.Role)];
        return Array.ConvertAll(items, item => item.Role == ArchiveRole.Head ? item : Placed(item));

        // Where the face of an image is, other scans say: with another head it is another image.
        ArchiveItem Placed(ArchiveItem item)
        {
            var placing = items.Where(other => other.Role == ArchiveRole.Head
                || (other.Role == ArchiveRole.Companion && names[other.Path].IsMagnitudeOf(names[item.Path]))).ToList();
            return item with
            {
                Inputs = [.. item.Inputs, .. placing.SelectMany(other => other.Inputs)
                    .Where(path => !path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))],
                PlacedBy = [.. placing.Select(other => other.Path)],
            };
        }
    }

    private ArchiveItem PlanScan(string path, ScanName name, bool hasHead, bool hasPlace)
    {
        var role = name.IsMap ? ArchiveRole.Map : name.IsHead || !hasHead ? ArchiveRole.Head : ArchiveRole.Companion;
        var image = VolumePath.Parse(Full(path));
        var item = new ArchiveItem
        {
            Path = path,
            Role = role,
            Treatment = role == ArchiveRole.Map ? Treatment.Clear : TreatmentOf(image, name),
            Inputs = [path, .. OtherParts(image, path).Where(all.Contains)],
            Subject = name.Name.Subject,
            Session = name.Name.Session,
        };
        return OtherParts(image, path).FirstOrDefault(closed.ContainsKey) is { } part
            ? Withheld(item, closed[part])
            : role == ArchiveRole.Map && !hasPlace && (name.IsLabels || name.IsPhases)
            ? Withheld(item, ArchiveFault.NoHeadInSession,
                "There is no scan in its session and space that says where the face is. It is left out.")
            : item with { Outputs = OutputsOf(image, path, item.Treatment) };
    }

    /// <summary>The networks know single T1-weighted heads; what a name without BIDS shows is for the user to
    /// know.</summary>
    private Treatment TreatmentOf(VolumePath image, ScanName name) =>
        options.Method == ArchiveMethod.Reface && (name.IsHead || !name.Name.IsBids)
        && !VolumeReader.IsSeries(image.ToString())
            ? Treatment.Reface : Treatment.Deface;

    private IEnumerable<string> OtherParts(VolumePath image, string path) =>
        new[] { image.HeaderFile, image.VoxelFile, image.SidecarFile }.Select(Relative).Where(part => part != path)
            .Distinct();

    private IReadOnlyList<string> OutputsOf(VolumePath image, string path, Treatment treatment)
    {
        var folder = path[..(path.LastIndexOf('/') + 1)];
        var stem = DerivedNames.Stem(options.Layout, image, treatment);
        var target = VolumePath.Parse(Path.Combine(options.Destination, folder, stem + image.Extension));
        return [.. new[] { target.ToString(), target.HeaderFile, target.VoxelFile, target.SidecarFile }
            .Select(file => folder + Path.GetFileName(file)).Distinct()];
    }

    private ArchiveItem PlanFile(string path, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var item = new ArchiveItem { Path = path, Role = ArchiveRole.File, Treatment = Treatment.Copy, Inputs = [path],
            Outputs = [path] };

        if (Look(path, cancel) is not { IsHarmless: false } kind)
        {
            return item;
        }

        item = item with { Kind = kind.Name };
        return options.OtherFiles == OtherFilePolicy.All ? item
            : kind.Risk == ContentRisk.Image ? Withheld(
                item with { Role = ArchiveRole.Unsupported }, ArchiveFault.ImageAmongOtherFiles,
                $"It is {kind.Name}, and may show a face. It is left out; convert it to NIfTI.")
            : Withheld(
                item, ArchiveFault.ContentNotKnown,
                $"It is {kind.Name}, which is not known to be harmless. It is left out; "
                + "-OtherFiles All copies such files.");
    }

    /// <summary>The kind of a file; null where it cannot be read, which is found out, and told, when it is
    /// copied.</summary>
    private ContentKind? Look(string path, CancellationToken cancel)
    {
        try
        {
            return FileContent.Of(Full(path), cancel);
        }
        catch (VolumeFileException)
        {
            return null;
        }
    }

    /// <summary>A thing that is no file of the tree: it is not opened, so that nobody knows what it holds.</summary>
    private static ArchiveItem Closed(string path, ArchiveException fault) => Withheld(
        new()
        {
            Path = path,
            Role = ArchiveRole.Unsupported,
            Treatment = Treatment.Withhold,
            Inputs = [path],
            Kind = fault.Fault switch
            {
                ArchiveFault.LinkLeadsOut => "a link that leads out",
                ArchiveFault.NameNotReadable => "a file or folder whose name is not in UTF-8",
                _ => "a pipe, socket or device",
            },
        },
        fault);

    private static ArchiveItem Withheld(ArchiveItem item, ArchiveException fault) =>
        item with { Treatment = Treatment.Withhold, Outputs = [], Fault = fault };

    private ArchiveItem Withheld(ArchiveItem item, ArchiveFault fault, string message) =>
        item with { Treatment = Treatment.Withhold, Outputs = [],
            Fault = new ArchiveException(fault, Full(item.Path), message) };

    private string Full(string path) => ArchivePath.Full(options.Source, path);

    private string Relative(string path) => ArchivePath.From(options.Source, path);
}
