using System.Security.Cryptography;
using RefacePS.Archives;
using RefacePS.Files;
using RefacePS.Volumes;

namespace RefacePS.Bench.Leak;

/// <summary>An archive of hostile items, what is outside of it, and what a run makes of both.</summary>
internal sealed class HostileArchive : IDisposable
{
    /// <summary>Labels that keep this share of the face's voxels have the face.</summary>
    private const double FaceShare = 0.15;

    private readonly string source;
    private readonly string outside;
    private readonly string destination;
    private readonly LeakItem[] items;
    private readonly FaceSearch search = new();
    private readonly Dictionary<int, (string Path, Volume Labels)> labels = [];
    private Dictionary<string, string> before = [];

    /// <summary>Makes the archive in a folder.</summary>
    public HostileArchive(string folder, LeakItem[] items)
    {
        this.items = items;
        (source, outside, destination) =
            (Path.Combine(folder, "source"), Path.Combine(folder, "outside"), Path.Combine(folder, "destination"));
        Directory.CreateDirectory(outside);
        foreach (var item in items)
        {
            Make(item);
        }
    }

    /// <summary>Protects the archive, lets some of it change, and protects it again.</summary>
    public void Run(Action<ArchiveOptions> protect)
    {
        var options = new ArchiveOptions { Source = source, Destination = destination, Method = ArchiveMethod.Deface };
        Array.ForEach(items, PrepareDestination);
        before = Hashes();
        Try(options, protect);
        foreach (var item in items.Where(item => item.Kind == LeakKind.Ledger))
        {
            Change(item);
        }

        before = Hashes();
        Try(options, protect);
    }

    /// <summary>The outcome of every item.</summary>
    public List<LeakResult> Judge()
    {
        var after = Hashes();
        var published = Files(destination).ToList();
        var faces = published.SelectMany(file => search.In(file)).CountBy(number => number).ToDictionary();
        return [.. items.Select(item => new LeakResult(
            item.Number, item.Kind, item.Guise, IsPublished(item),
            faces.GetValueOrDefault(item.Number) + LabelledFaces(item),
            before.Any(file => IsOf(item, file.Key) && after.GetValueOrDefault(file.Key) != file.Value)))];
    }

    public void Dispose()
    {
        foreach (var link in Directory.EnumerateFileSystemEntries(destination)
            .Where(entry => File.GetAttributes(entry).HasFlag(FileAttributes.ReparsePoint)))
        {
            File.Delete(link);
        }
    }

    private void Make(LeakItem item)
    {
        var stem = Path.Combine(Folder(source, item), $"sub-{item.Subject}");
        Directory.CreateDirectory(Path.GetDirectoryName(stem)!);
        var head = item.Kind switch
        {
            LeakKind.Orientation => HostileImages.Head(item),
            LeakKind.Frames => HostileImages.Frames(item),
            _ => item.Head.Scan,
        };
        Write(head, stem + "_T1w.nii.gz");
        search.Add(item, item.Head.Scan);
        switch (item.Kind)
        {
            case LeakKind.Companion:
                Add(item, HostileImages.Companion(item), $"{stem}_{item.Guise}.nii.gz");
                break;
            case LeakKind.Map:
                Add(item, HostileImages.Map(item), $"{stem}_{item.Guise}.nii.gz");
                break;
            case LeakKind.Container:
                var plain = Path.Combine(outside, "plain.nii");
                Write(item.Head.Scan, plain);
                DisguisedFiles.Write(item.Guise, stem, File.ReadAllBytes(plain));
                File.Delete(plain);
                break;
            case LeakKind.Link:
                Link(item, stem);
                break;
        }
    }

    private void Add(LeakItem item, Volume image, string path)
    {
        Write(image, path);
        search.Add(item, image);
        labels[item.Number] = (path.Replace(source, destination, StringComparison.Ordinal), image);
    }

    private void Link(LeakItem item, string stem)
    {
        var (target, file) = (Path.Combine(outside, item.Subject), $"sub-{item.Subject}_T2w.nii");
        Directory.CreateDirectory(target);
        Write(item.Head.Scan, Path.Combine(target, file));
        switch (item.Guise)
        {
            case "file":
                File.CreateSymbolicLink(stem + "_T2w.nii", Path.Combine(target, file));
                break;
            case "folder":
                Directory.CreateSymbolicLink(stem + "-more", target);
                break;
            case "link of another name":
                File.CreateSymbolicLink(stem + "-notes.txt", Path.Combine(target, file));
                break;
        }
    }

    /// <summary>A folder of the destination that is the source's: a run that empties it empties the source.</summary>
    private void PrepareDestination(LeakItem item)
    {
        if (item is { Kind: LeakKind.Link, Guise: "destination folder" })
        {
            Directory.CreateDirectory(destination);
            Directory.CreateSymbolicLink(
                Path.Combine(destination, $"sub-{item.Subject}"), Path.Combine(source, $"sub-{item.Subject}"));
        }
    }

    private void Change(LeakItem item)
    {
        var name = $"sub-{item.Subject}_T1w.nii.gz";
        var (scan, result) = (Path.Combine(Folder(source, item), name), Path.Combine(Folder(destination, item), name));
        switch (item.Guise)
        {
            case "result exchanged" when File.Exists(result):
                File.Copy(scan, result, overwrite: true);
                break;
            case "header exchanged":
                Write(HostileImages.Head(item), scan);
                break;
            case "head exchanged":
                var other = items[(Array.IndexOf(items, item) + 1) % items.Length];
                Write(other.Head.Scan, scan);
                search.Add(item with { Known = other.Known }, other.Head.Scan);
                break;
        }
    }

    private static void Try(ArchiveOptions options, Action<ArchiveOptions> protect)
    {
        try
        {
            protect(options);
        }
        catch (RefacePSException)
        {
            // The run as a whole was refused; what it has left is looked at all the same.
        }
    }

    private bool IsPublished(LeakItem item) => item.Kind is LeakKind.Companion or LeakKind.Map
        ? File.Exists(labels[item.Number].Path)
        : Files(destination).Any(file => IsOf(item, file) && (item.Kind is not (LeakKind.Container or LeakKind.Link)
            || !Path.GetFileName(file).Contains("_T1w", StringComparison.Ordinal)));

    /// <summary>Labels have no bytes that are found again: their voxels are looked at where the face was.</summary>
    private int LabelledFaces(LeakItem item)
    {
        if (!labels.TryGetValue(item.Number, out var made) || !File.Exists(made.Path))
        {
            return 0;
        }

        var (was, now) = (VoxelConversion.ToFloat(made.Labels), VoxelConversion.ToFloat(NiftiReader.Read(made.Path)));
        var face = Enumerable.Range(0, was.Length)
            .Where(voxel => item.Head.Face[voxel] && item.Head.Values[voxel] > item.Head.Threshold && was[voxel] != 0)
            .ToList();
        return face.Count > 0 && face.Count(voxel => was[voxel] == now[voxel]) >= FaceShare * face.Count ? 1 : 0;
    }

    private Dictionary<string, string> Hashes() => Files(source).Concat(Files(outside))
        .ToDictionary(file => file, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    private static bool IsOf(LeakItem item, string path) => path.Contains(item.Subject, StringComparison.Ordinal);

    private static string Folder(string root, LeakItem item) => Path.Combine(root, $"sub-{item.Subject}", "anat");

    private static void Write(Volume volume, string path) =>
        NiftiWriter.Write(volume with { Header = null, Path = null, Kind = VolumeKind.Original }, path,
            new NiftiWriteOptions(Overwrite: true));

    private static IEnumerable<string> Files(string root) => !Directory.Exists(root) ? []
        : Directory.EnumerateFiles(root, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint,
        }).Where(file => !Path.GetRelativePath(root, file).StartsWith(".refaceps", StringComparison.Ordinal));
}
