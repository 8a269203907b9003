namespace RefacePS.Files;

/// <summary>Writes the files of a folder together: into a folder beside it first, then moved over once all are
/// whole.</summary>
internal static class AtomicFolder
{
    /// <summary>Writes files into a folder, which is made where there is none; other files in it stay.</summary>
    /// <param name="destination">The folder.</param>
    /// <param name="write">Writes the files into the folder it is given.</param>
    /// <param name="apart">Full paths of those of the files, by their names, that belong elsewhere; they come with the
    /// others, or none does.</param>
    /// <exception cref="VolumeFileException">A file cannot be written (<c>DestinationNotWritable</c>, <c>DiskFull</c>);
    /// the destination is as it was.</exception>
    public static void Write(string destination, Action<string> write, params IReadOnlyCollection<string> apart)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(destination));
        var staging = folder + $".{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(staging);
            write(staging);
            if (Directory.Exists(folder))
            {
                MoveFiles(staging, folder, apart);
            }
            else if (apart.Count == 0)
            {
                Directory.Move(staging, folder);
            }
            else
            {
                MoveFilesToNew(staging, folder, apart);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(destination, fault);
        }
        catch (VolumeFileException fault) when (Path.GetDirectoryName(fault.Path) == staging
            && fault.InnerException is IOException or UnauthorizedAccessException)
        {
            // The folder that the user named, not one that nobody finds any more.
            throw Fault(destination, fault.InnerException);
        }
        finally
        {
            AtomicFile.Quietly(() =>
            {
                if (Directory.Exists(staging))
                {
                    Directory.Delete(staging, recursive: true);
                }
            });
        }
    }

    private static void MoveFiles(string staging, string folder, IReadOnlyCollection<string> apart)
    {
        var elsewhere = apart.ToDictionary(path => Path.GetFileName(path));
        AtomicFile.MoveAll([.. Directory.GetFiles(staging).Select(
            file => (file, elsewhere.GetValueOrDefault(Path.GetFileName(file))
                ?? Path.Combine(folder, Path.GetFileName(file))))]);
    }

    private static void MoveFilesToNew(string staging, string folder, IReadOnlyCollection<string> apart)
    {
        Directory.CreateDirectory(folder);
        try
        {
            MoveFiles(staging, folder, apart);
        }
        catch
        {
            AtomicFile.Quietly(() => Directory.Delete(folder));
            throw;
        }
    }

    private static VolumeFileException Fault(string destination, Exception fault) => AtomicFile.Fault(
        destination, $"The folder cannot be written: {fault.Message} Choose one that you may write to.", fault);
}
