using System.IO.Enumeration;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>A file of a tree, or what stands there in the place of one.</summary>
/// <param name="Path">Path below the root, with forward slashes.</param>
/// <param name="Fault">Why it is not to be opened; null for a regular file of the tree.</param>
internal readonly record struct TreeEntry(string Path, ArchiveException? Fault);

/// <summary>
/// The files of a tree, in the order of their names. Nothing but regular files is ever opened: pipes, sockets, devices
/// and links that lead out of the tree are named and left closed. Links that stay in the tree count as files; those to
/// folders are passed over, since what lies there is met at its own place.
/// </summary>
internal sealed class ArchiveTree
{
    /// <summary>Folders that hold the history of a data set, unchanged images and all, and the ledgers of earlier
    /// runs.</summary>
    private static readonly string[] LeftOut = [".git", ".datalad", "__MACOSX", ArchiveFolder.Name];

    private static readonly EnumerationOptions AllThatIsThere = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = true,
    };

    private readonly string root;
    private readonly string realRoot;
    private readonly string? excluded;

    private ArchiveTree(string root, string? excluded) =>
        (this.root, realRoot, this.excluded) =
            (root, InputFiles.RealPath(root), excluded is null ? null : InputFiles.RealPath(excluded));

    /// <summary>The files of a tree.</summary>
    /// <param name="root">Full path of the tree.</param>
    /// <param name="excluded">A folder that is no part of it, or null.</param>
    /// <param name="cancel">Ends the walk.</param>
    /// <exception cref="ArchiveException">There is no such folder, or a folder of it cannot be read.</exception>
    public static IEnumerable<TreeEntry> Entries(string root, string? excluded, CancellationToken cancel)
    {
        if (!Directory.Exists(root))
        {
            throw new ArchiveException(
                ArchiveFault.ArchiveNotFound, root,
                System.IO.File.Exists(root) ? "This is a file, and a folder is wanted. Name the folder that it lies in."
                    : "There is no such folder. Check the path.");
        }

        return new ArchiveTree(root, excluded).Walk(root, cancel);
    }

    /// <summary>All that lies below a folder, links too; what these lead to does not.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="cancel">Ends the walk.</param>
    public static IEnumerable<FileSystemInfo> Everything(string folder, CancellationToken cancel)
    {
        var entries = new FileSystemEnumerable<FileSystemInfo>(
            folder, (ref FileSystemEntry entry) => entry.ToFileSystemInfo(), AllThatIsThere)
        {
            ShouldRecursePredicate = (ref FileSystemEntry entry) => entry.ToFileSystemInfo().LinkTarget is null,
        };
        foreach (var entry in entries)
        {
            cancel.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <summary>
    /// True for a folder that is another, or lies in it, whatever links, bind mounts or letters of another case lead
    /// there.
    /// </summary>
    public static bool IsWithin(string path, string folder)
    {
        var (inner, outer) = (InputFiles.RealPath(path), InputFiles.RealPath(folder));
        return IsSameOrBelow(inner, outer) || (FileNode.Of(outer) is { } node && Above(inner).Contains(node.Identity));
    }

    /// <summary>True if a path lies in a folder, by their names alone.</summary>
    public static bool IsBelow(string inner, string outer) => inner.StartsWith(
        Path.TrimEndingDirectorySeparator(outer) + Path.DirectorySeparatorChar, OperatingSystem.IsLinux()
        ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    /// <summary>True if a real path is another, or lies below it, by its name.</summary>
    public static bool IsSameOrBelow(string inner, string outer) =>
        InputFiles.Names.Equals(inner, outer) || IsBelow(inner, outer);

    /// <summary>The identities of a real path and of the folders above it, as far as they exist.</summary>
    private static IEnumerable<(ulong, UInt128)> Above(string? path)
    {
        for (; path is not null; path = Path.GetDirectoryName(path))
        {
            if (FileNode.Of(path) is { } node)
            {
                yield return node.Identity;
            }
        }
    }

    /// <summary>True if a path lies in a folder that is no part of any tree.</summary>
    public static bool IsLeftOut(string path) => path.Split('/').Intersect(LeftOut, InputFiles.Names).Any();

    private IEnumerable<TreeEntry> Walk(string folder, CancellationToken cancel)
    {
        foreach (var entry in Children(folder).Where(entry => !LeftOut.Contains(entry.Name, InputFiles.Names)
            && !(entry is FileInfo && IsDroppings(entry.Name))))
        {
            cancel.ThrowIfCancellationRequested();
            if (LostName.IsOf(entry))
            {
                yield return new(Relative(entry), new ArchiveException(
                    ArchiveFault.NameNotReadable, entry.FullName, LostName.Message + " It is left out."));
            }
            else if (entry.LinkTarget is not null)
            {
                if (Link(entry) is { } link)
                {
                    yield return link;
                }
            }
            else if (entry is not DirectoryInfo directory)
            {
                yield return File(entry);
            }
            else if (!IsExcluded(directory))
            {
                foreach (var file in Walk(directory.FullName, cancel))
                {
                    yield return file;
                }
            }
        }
    }

    /// <summary>Leavings of file managers: settings of folders, and the AppleDouble halves of files.</summary>
    private static bool IsDroppings(string name) => name.StartsWith("._", StringComparison.Ordinal)
        || name.ToUpperInvariant() is ".DS_STORE" or "THUMBS.DB" or "DESKTOP.INI";

    private static FileSystemInfo[] Children(string folder)
    {
        try
        {
            var entries = new DirectoryInfo(folder).GetFileSystemInfos();
            Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));

            // Names that were lost may have become one.
            return [.. entries.DistinctBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that is passed over in silence would be missing from the result.
            throw new ArchiveException(
                ArchiveFault.ArchiveNotFound, folder,
                $"The folder cannot be read: {e.Message} Ask for read permission.", e);
        }
    }

    private bool IsExcluded(DirectoryInfo folder) =>
        excluded is not null && InputFiles.Names.Equals(InputFiles.RealPath(folder.FullName), excluded);

    private TreeEntry File(FileSystemInfo entry) => new(
        Relative(entry), FileNode.Of(entry.FullName) is { Kind: FileNodeKind.Special }
            ? new(
                ArchiveFault.NotRegularFile, entry.FullName,
                "It is a pipe, a socket or a device. It is left out, and was not opened.")
            : null);

    /// <summary>A link to a file of the tree is one. One that leads nowhere is told of by whoever reads it.</summary>
    private TreeEntry? Link(FileSystemInfo entry)
    {
        var target = InputFiles.RealPath(entry.FullName);
        if (!Path.Exists(target))
        {
            return File(entry);
        }

        if (excluded is not null && IsSameOrBelow(target, excluded))
        {
            return null;
        }

        if (!IsSameOrBelow(target, realRoot))
        {
            return new(Relative(entry), new ArchiveException(
                ArchiveFault.LinkLeadsOut, entry.FullName,
                "It is a link that leads out of the archive. It is left out, and was not opened; put what it names "
                + "in its place, or protect the folder that holds both."));
        }

        return Directory.Exists(target) ? null : File(entry);
    }

    private string Relative(FileSystemInfo entry) => ArchivePath.From(root, entry.FullName);
}
