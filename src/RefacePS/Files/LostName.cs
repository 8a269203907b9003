namespace RefacePS.Files;

/// <summary>
/// Names of files and folders that are no UTF-8. On Unix names are bytes; .NET puts other letters in the place of those
/// that are no text, and by such a name nothing is found.
/// </summary>
public static class LostName
{
    /// <summary>The words of an error on a file or folder with such a name.</summary>
    public const string Message = "Its name is not in UTF-8, so that it cannot be opened by it. Rename it.";

    /// <summary>True for a file or folder that stands in a listing, but is not there under the name that it has in
    /// it.</summary>
    public static bool IsOf(FileSystemInfo entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Name.Contains('\uFFFD', StringComparison.Ordinal) && entry.LinkTarget is null
            && !Path.Exists(entry.FullName);
    }
}
