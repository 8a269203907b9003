namespace RefacePS.Files;

/// <summary>The files of a folder and of all folders in it.</summary>
internal static class FolderTree
{
    /// <summary>Full paths of the files, in the order of their names. A folder that several links lead to is read once,
    /// where it lies if that is in the tree: links to folders above would go round without end.</summary>
    /// <exception cref="VolumeFileException">A folder cannot be read.</exception>
    public static IReadOnlyList<string> Files(string folder) =>
        [.. Walk(new(folder), new(InputFiles.Names)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Walk(DirectoryInfo folder, HashSet<string> read)
    {
        var entries = EntriesOf(folder, read);
        var folders = entries.OfType<DirectoryInfo>().OrderBy(inner => inner.LinkTarget is not null)
            .ThenBy(inner => inner.Name, StringComparer.Ordinal);
        return [.. entries.OfType<FileInfo>().Select(file => file.FullName),
            .. folders.SelectMany(inner => Walk(inner, read))];
    }

    /// <summary>The entries of a folder; none where it was read before.</summary>
    private static FileSystemInfo[] EntriesOf(DirectoryInfo folder, HashSet<string> read)
    {
        try
        {
            return read.Add(InputFiles.RealPath(folder.FullName)) ? folder.GetFileSystemInfos() : [];
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw VolumeSource.FolderFault(folder.FullName, e);
        }
    }
}
