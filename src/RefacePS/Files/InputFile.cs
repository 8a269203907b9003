namespace RefacePS.Files;

/// <summary>Any file that is read.</summary>
internal static class InputFile
{
    /// <summary>Opens a file to read it; others may read it too.</summary>
    /// <exception cref="VolumeFileException">It is missing or cannot be read.</exception>
    public static FileStream Open(string path)
    {
        FileNode.RequireNotSpecial(path);
        try
        {
            return ContentPointer.Open(path);
        }
        catch (IOException e) when (ContentPointer.IsLink(path))
        {
            throw ContentPointer.NotFetched(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var fault = e is FileNotFoundException or DirectoryNotFoundException ? VolumeFileFault.VolumeNotFound
                : e is UnauthorizedAccessException ? VolumeFileFault.AccessDenied : VolumeFileFault.ReadFailed;
            throw new VolumeFileException(
                fault, path, LostName.IsOf(new FileInfo(path)) ? LostName.Message
                    : $"The file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads from a file that was opened.</summary>
    /// <exception cref="VolumeFileException">Reading failed: a fault of this file, and of none that is written
    /// meanwhile.</exception>
    public static T Read<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VolumeFileException(VolumeFileFault.ReadFailed, path, $"Reading failed: {e.Message}", e);
        }
    }
}
