using System.Management.Automation;
using Microsoft.PowerShell.Commands;
using RefacePS.Errors;
using RefacePS.Files;
using DriveNotFoundException = System.Management.Automation.DriveNotFoundException;

namespace RefacePS.Paths;

/// <summary>Paths as a user gives them, relative to PowerShell's location, to full paths of the file system.</summary>
internal static class FileSystemPaths
{
    private static readonly EnumerationOptions Readable = new()
        { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    /// <summary>The full path of a path without wildcards; it need not exist.</summary>
    /// <exception cref="InputPathException">It is not on the file system, or names no drive
    /// (<c>PathNotOnFileSystem</c>, <c>DriveNotFound</c>).</exception>
    public static string Literal(PathIntrinsics paths, string path)
    {
        try
        {
            var full = paths.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return IsFileSystem(provider) ? full : throw NotOnFileSystem(path, provider);
        }
        catch (Exception e) when (e is DriveNotFoundException or ProviderNotFoundException)
        {
            throw DriveNotFound(path, e);
        }
    }

    /// <summary>True if a file or folder of just this name exists.</summary>
    public static bool Exists(PathIntrinsics paths, string path)
    {
        try
        {
            return System.IO.Path.Exists(Literal(paths, path));
        }
        catch (InputPathException)
        {
            return false;
        }
    }

    /// <summary>
    /// The full paths that a path with wildcards matches, in the order of their names. Files that belong to another
    /// match (a JSON sidecar, the voxels of a header-image pair) are left out.
    /// </summary>
    /// <exception cref="VolumeFileException">It matches nothing.</exception>
    /// <exception cref="InputPathException">As for <see cref="Literal"/>.</exception>
    public static IReadOnlyList<string> Matching(PathIntrinsics paths, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return [Literal(paths, path)];
        }

        var matches = Resolve(paths, path);
        matches.AddRange(LostNames(paths, path).Except(matches));
        matches.Sort(StringComparer.Ordinal);
        var images = matches.Select(VolumePath.Parse).Where(image => image.IsVolume).ToList();
        var companions = images.Select(image => image.SidecarFile)
            .Concat(images.Where(image => image.IsPair && image.ToString() == image.HeaderFile)
                .Select(image => image.VoxelFile))
            .ToHashSet();
        matches.RemoveAll(companions.Contains);
        return matches.Count > 0 ? matches
            : throw new VolumeFileException(VolumeFileFault.VolumeNotFound, path, Messages.NothingMatches);
    }

    private static List<string> Resolve(PathIntrinsics paths, string path)
    {
        try
        {
            var matches = paths.GetResolvedProviderPathFromPSPath(path, out var provider);
            return IsFileSystem(provider) ? [.. matches] : throw NotOnFileSystem(path, provider);
        }
        catch (ItemNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is DriveNotFoundException or ProviderNotFoundException)
        {
            throw DriveNotFound(path, e);
        }
    }

    /// <summary>
    /// Files that match, though their names are lost. PowerShell passes over them in silence; whoever reads one tells
    /// of it.
    /// </summary>
    private static IEnumerable<string> LostNames(PathIntrinsics paths, string path)
    {
        var (parent, child) = (paths.ParseParent(path, null), paths.ParseChildName(path));
        var pattern = WildcardPattern.Get(child, WildcardOptions.IgnoreCase);
        var folders = parent.Length == 0 ? [Literal(paths, ".")]
            : WildcardPattern.ContainsWildcardCharacters(parent) ? Resolve(paths, parent) : [Literal(paths, parent)];
        return folders.Where(Directory.Exists)
            .SelectMany(folder => new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Readable))
            .Where(entry => LostName.IsOf(entry) && pattern.IsMatch(entry.Name))
            .Select(entry => entry.FullName).Distinct();
    }

    private static bool IsFileSystem(ProviderInfo provider) => provider.ImplementingType == typeof(FileSystemProvider);

    private static InputPathException DriveNotFound(string path, Exception fault) =>
        new("DriveNotFound", path, MessageText.Format(Messages.DriveNotFound, path, fault.Message));

    private static InputPathException NotOnFileSystem(string path, ProviderInfo provider) =>
        new("PathNotOnFileSystem", path, MessageText.Format(Messages.PathNotOnFileSystem, path, provider.Name));
}
