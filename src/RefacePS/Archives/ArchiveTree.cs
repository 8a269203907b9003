using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>
/// The files of a tree, in the order of their names. Links to files count as files. A link to a folder is followed
/// where it leads out of the tree, each such folder once: what lies inside is met at its own place, and loops end.
/// </summary>
internal sealed class ArchiveTree
{
    /// <summary>Folders that hold the history of a data set, unchanged images and all, and the ledgers of earlier
    /// runs.</summary>
    private static readonly string[] LeftOut = [".git", ".datalad", "__MACOSX", ArchiveFolder.Name];

    private readonly string root;
    private readonly string realRoot;
    private readonly string? excluded;
    private readonly HashSet<string> visited = new(InputFiles.Names);

    private ArchiveTree(string root, string? excluded) =>
        (this.root, realRoot, this.excluded) =
            (root, InputFiles.RealPath(root), excluded is null ? null : InputFiles.RealPath(excluded));

    /// <summary>Paths below the root, with forward slashes.</summary>
    /// <param name="root">Full path of the tree.</param>
    /// <param name="excluded">A folder that is no part of it, or null.</param>
    /// <param name="cancel">Ends the walk.</param>
    /// <exception cref="ArchiveException">There is no such folder, or a folder of it cannot be read.</exception>
    public static IEnumerable<string> Files(string root, string? excluded, CancellationToken cancel)
    {
        if (!Directory.Exists(root))
        {
            throw new ArchiveException(ArchiveFault.ArchiveNotFound, root, "There is no such folder. Check the path.");
        }

        return new ArchiveTree(root, excluded).Walk(root, cancel);
    }

    /// <summary>True if a folder is another, or lies in it, whatever links lead there.</summary>
    public static bool IsWithin(string path, string folder)
    {
        var (inner, outer) = (InputFiles.RealPath(path), InputFiles.RealPath(folder));
        return InputFiles.Names.Equals(inner, outer) || IsBelow(inner, outer);
    }

    /// <summary>True if a path lies in a folder, by their names alone.</summary>
    public static bool IsBelow(string inner, string outer) => inner.StartsWith(
        Path.TrimEndingDirectorySeparator(outer) + Path.DirectorySeparatorChar, OperatingSystem.IsLinux()
        ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    private IEnumerable<string> Walk(string folder, CancellationToken cancel)
    {
        foreach (var entry in Entries(folder))
        {
            cancel.ThrowIfCancellationRequested();
            if (entry is not DirectoryInfo directory)
            {
                if (IsDroppings(entry.Name))
                {
                    continue;
                }

                yield return Path.GetRelativePath(root, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
            }
            else if (Enters(directory))
            {
                foreach (var file in Walk(directory.FullName, cancel))
                {
                    yield return file;
                }
            }
        }
    }

    /// <summary>What file managers leave behind: settings of folders, and the AppleDouble halves of files.</summary>
    private static bool IsDroppings(string name) => name.StartsWith("._", StringComparison.Ordinal)
        || name.ToUpperInvariant() is ".DS_STORE" or "THUMBS.DB" or "DESKTOP.INI";

    private static FileSystemInfo[] Entries(string folder)
    {
        try
        {
            var entries = new DirectoryInfo(folder).GetFileSystemInfos();
            Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
            return entries;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that is passed over in silence would be missing from the result.
            throw new ArchiveException(ArchiveFault.ArchiveNotFound, folder,
                $"The folder cannot be read: {e.Message} Ask for read permission.", e);
        }
    }

    private bool Enters(DirectoryInfo folder)
    {
        if (LeftOut.Contains(folder.Name, InputFiles.Names))
        {
            return false;
        }

        if (folder.LinkTarget is null)
        {
            return excluded is null || !InputFiles.Names.Equals(InputFiles.RealPath(folder.FullName), excluded);
        }

        // What lies above the tree would lead back into it.
        var target = InputFiles.RealPath(folder.FullName);
        return Directory.Exists(target) && !IsWithin(target, realRoot) && !IsBelow(realRoot, target)
            && (excluded is null || !IsWithin(target, excluded)) && visited.Add(target);
    }
}
