namespace RefacePS.Files;

/// <summary>Writes the files of a folder together: into a folder beside it first, then moved over once all are
/// whole.</summary>
internal static class AtomicFolder
{
    /// <summary>Writes files into a folder, which is made where there is none; other files in it stay.</summary>
    /// <param name="destination">The folder.</param>
    /// <param name="write">Writes the files into the folder it is given.</param>
    /// <exception cref="VolumeFileException">A file cannot be written (<c>DestinationNotWritable</c>, <c>DiskFull</c>);
    /// the destination is as it was.</exception>
    public static void Write(string destination, Action<string> write)
    {
        var staging = Path.TrimEndingDirectorySeparator(Path.GetFullPath(destination)) + $".{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(staging);
            write(staging);
            Directory.CreateDirectory(destination);
            foreach (var file in Directory.GetFiles(staging))
            {
                File.Move(file, Path.Combine(destination, Path.GetFileName(file)), overwrite: true);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new VolumeFileException(
                VolumeFileFault.DestinationNotWritable, destination,
                $"The folder cannot be written: {fault.Message} Choose one that you may write to.", fault);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }
}
