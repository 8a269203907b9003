using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>Plans what becomes of every file of a tree. Nothing is written.</summary>
public sealed class ArchivePlanner
{
    private readonly ArchiveOptions options;
    private readonly HashSet<string> images = new(InputFiles.Names);
    private readonly List<string> others = [];
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
        foreach (var path in ArchiveTree.Files(options.Source, options.Destination, cancel))
        {
            all.Add(path);
            (VolumePath.Parse(Full(path)).IsVolume ? (ICollection<string>)images : others).Add(path);
        }

        var sessions = images.Where(IsFirstOfPair).Order(StringComparer.Ordinal)
            .GroupBy(path => ScanName.Parse(path).Group)
            .Select(group => PlanSession([.. group])).ToList();
        var belonging = sessions.SelectMany(session => session).SelectMany(item => item.Inputs)
            .ToHashSet(InputFiles.Names);
        var rest = others.Where(path => !belonging.Contains(path)).Select(path => PlanFile(path, cancel)).ToList();
        sessions.AddRange(rest.Where(item => item.IsScan).Select(item => (ArchiveItem[])[item]));
        var files = rest.Where(item => !item.IsScan && options.OtherFiles == OtherFilePolicy.Copy
            && !IsReplaced(item.Path));
        return WithoutClashes(new ArchivePlan(options, sessions, [.. files]));
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
        ArchiveItem[] items =
            [.. paths.Select(path => PlanScan(path, names[path], hasHead)).OrderBy(item => item.Role)];

        // Where the face of a companion is, its heads say: with another head it is another companion.
        var heads = items.Where(item => item.Role == ArchiveRole.Head).SelectMany(item => item.Inputs)
            .Where(path => !path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).ToList();
        return Array.ConvertAll(
            items, item => item.Role == ArchiveRole.Head ? item : item with { Inputs = [.. item.Inputs, .. heads] });
    }

    private ArchiveItem PlanScan(string path, ScanName name, bool hasHead)
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
        return role == ArchiveRole.Map && !hasHead
            ? Withheld(item, ArchiveFault.NoHeadInSession,
                "There is no T1-weighted head in its session and space that says where the face is. It is left out.")
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
        var stem = options.Layout == ArchiveLayout.Raw || treatment == Treatment.Clear ? image.Stem
            : BidsName.Parse(image.ToString()).WithDescription(treatment == Treatment.Reface ? "refaced" : "defaced")
            .Stem;
        var target = VolumePath.Parse(Path.Combine(options.Destination, folder, stem + image.Extension));
        return [.. new[] { target.ToString(), target.HeaderFile, target.VoxelFile, target.SidecarFile }
            .Select(file => folder + Path.GetFileName(file)).Distinct()];
    }

    private ArchiveItem PlanFile(string path, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var item = new ArchiveItem { Path = path, Role = ArchiveRole.File, Treatment = Treatment.Copy, Inputs = [path],
            Outputs = [path] };

        // What cannot be read is found out, and told, when it is copied.
        return HiddenImage.KindOf(Full(path)) is not { } kind ? item
            : Withheld(item with { Role = ArchiveRole.Unsupported }, ArchiveFault.ImageAmongOtherFiles,
                $"It is {kind}, and may show a face. It is left out; convert it to NIfTI.");
    }

    private ArchiveItem Withheld(ArchiveItem item, ArchiveFault fault, string message) =>
        item with { Treatment = Treatment.Withhold, Outputs = [],
            Fault = new ArchiveException(fault, Full(item.Path), message) };

    /// <summary>Of two items that would write one file the second fails: its content would take the place of the
    /// first's.</summary>
    private ArchivePlan WithoutClashes(ArchivePlan plan)
    {
        var taken = new HashSet<string>(InputFiles.Names);
        if (options.Layout == ArchiveLayout.Derivative)
        {
            taken.Add(DatasetDescription.FileName);
        }

        return plan with
        {
            Sessions = [.. plan.Sessions.Select(session => (ArchiveItem[])[.. session.Select(Claim)])],
            Files = [.. plan.Files.Select(Claim)],
        };

        ArchiveItem Claim(ArchiveItem item)
        {
            if (item.Outputs.FirstOrDefault(taken.Contains) is { } clash)
            {
                return item with
                {
                    Outputs = [],
                    Fault = new ArchiveException(ArchiveFault.DestinationUsedTwice, Full(item.Path),
                        $"Another file becomes '{clash}' in the destination too. Rename one of them."),
                };
            }

            taken.UnionWith(item.Outputs);
            return item;
        }
    }

    private string Full(string path) => ArchiveFolder.FullPath(options.Source, path);

    private string Relative(string path) => Path.GetRelativePath(options.Source, path)
        .Replace(Path.DirectorySeparatorChar, '/');
}
