namespace RefacePS.Archives;

/// <summary>
/// Paths as plans, ledgers and manifests have them: below source or destination, with forward slashes on every system,
/// and never above it.
/// </summary>
internal static class ArchivePath
{
    /// <summary>True if a path surely names something below the folder that it is taken from.</summary>
    public static bool IsBelow(string path) => path.Length > 0 && !path.Contains('\0') && !Path.IsPathRooted(path)
        && Array.TrueForAll(path.Split('/'), part => part is not ("" or "." or ".."))
        && (!OperatingSystem.IsWindows() || path.AsSpan().IndexOfAny('\\', ':') < 0);

    /// <summary>The full path of one that is taken from a root.</summary>
    public static string Full(string root, string path) =>
        Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The path that leads from a root to a file or folder below it.</summary>
    public static string From(string root, string full) =>
        Path.GetRelativePath(root, full).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Refuses paths of a ledger or manifest that may lead elsewhere.</summary>
    /// <exception cref="FormatException">One may.</exception>
    public static void Require(IEnumerable<string?> paths)
    {
        foreach (var path in paths)
        {
            if (path is null || !IsBelow(path))
            {
                throw new FormatException($"'{path}' is not a path below the archive.");
            }
        }
    }
}
