namespace RefacePS.Files;

/// <summary>
/// Writes whole files or none: into a temporary file in the same folder, flushed to the disk, then renamed.
/// </summary>
internal static class AtomicFile
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Writes a file with what <paramref name="write"/> puts into the stream.</summary>
    /// <exception cref="VolumeFileException">
    /// There is a file already and it may not be replaced, the folder cannot be written, or the disk is full. Nothing
    /// is left behind then, and a file that was there is untouched.
    /// </exception>
    /// <param name="path">Full path.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="mode">Permissions that the file gets at most, on Unix; null for those that are usual.</param>
    public static void Write(string path, bool overwrite, Action<Stream> write, UnixFileMode? mode = null)
    {
        RequireFree(path, overwrite);
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            Try(path, overwrite, () =>
            {
                Fill(temporary, write, mode);
                File.Move(temporary, path, overwrite);
            });
        }
        finally
        {
            DeleteQuietly(temporary);
        }
    }

    /// <summary>
    /// Writes files that belong together, on all cores: each under a temporary name first, and all renamed once all are
    /// whole. Files that are there are replaced.
    /// </summary>
    /// <param name="paths">Full paths; the folders are there.</param>
    /// <param name="write">Writes the content of one by its number. Any thread calls.</param>
    /// <param name="mode">Permissions that they get at most, on Unix; null for those that are usual.</param>
    /// <param name="cancellation">Ends the work; nothing is left then.</param>
    /// <exception cref="VolumeFileException">A folder cannot be written, or the disk is full.</exception>
    public static void WriteAll(
        IReadOnlyList<string> paths, Action<int, Stream> write, UnixFileMode? mode, CancellationToken cancellation)
    {
        var temporary = paths.Select(path => Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.tmp"))
            .ToList();
        try
        {
            FirstFault.Of(() => Parallel.For(
                0, paths.Count, new ParallelOptions
                    { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
                index => Try(
                    paths[index], overwrite: true,
                    () => Fill(temporary[index], stream => write(index, stream), mode))));
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < paths.Count; i++)
            {
                Try(paths[i], overwrite: true, () => File.Move(temporary[i], paths[i], overwrite: true));
            }
        }
        finally
        {
            temporary.ForEach(DeleteQuietly);
        }
    }

    private static void Try(string path, bool overwrite, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(path, overwrite, e);
        }
    }

    /// <summary>Refuses a destination that is taken.</summary>
    /// <exception cref="VolumeFileException">There is a folder, or a file that may not be replaced.</exception>
    public static void RequireFree(string path, bool overwrite)
    {
        if (Directory.Exists(path))
        {
            throw new VolumeFileException(
                VolumeFileFault.PathIsFolder, path, "This is a folder; a file name is needed.");
        }

        if (!overwrite && File.Exists(path))
        {
            throw Exists(path, null);
        }
    }

    /// <summary>Makes a folder and those above it where there are none.</summary>
    /// <exception cref="VolumeFileException">It cannot be made.</exception>
    public static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VolumeFileException(
                VolumeFileFault.DestinationNotWritable, folder,
                $"The folder cannot be made: {e.Message} Choose another destination.", e);
        }
    }

    /// <summary>
    /// The permissions to read and write that all of some files have, so that a new file is open to nobody who could
    /// not read these; null on Windows, where a file has those of its folder, and where there are none of them.
    /// </summary>
    public static UnixFileMode? ModeOf(params IEnumerable<string> files)
    {
        const UnixFileMode readAndWrite = (UnixFileMode)0b110_110_110;
        if (OperatingSystem.IsWindows() || !files.Any(File.Exists))
        {
            return null;
        }

        var mode = readAndWrite;
        foreach (var file in files.Where(File.Exists))
        {
            mode &= File.GetUnixFileMode(file);
        }

        return mode;
    }

    private static void Fill(string temporary, Action<Stream> write, UnixFileMode? mode)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 1 << 16,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using var stream = new FileStream(temporary, options);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    private static void DeleteQuietly(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What stopped the writing is already on its way out and says more than this would.
        }
    }

    private static VolumeFileException Fault(string path, bool overwrite, Exception e) => e.HResult switch
    {
        NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull => new(
            VolumeFileFault.DiskFull, path, "The disk is full. Free some space or choose another destination.", e),
        _ when !overwrite && File.Exists(path) => Exists(path, e),
        _ => new(
            VolumeFileFault.DestinationNotWritable, path,
            $"The file cannot be written: {e.Message} Choose a folder that exists and that you may write to.", e),
    };

    private static VolumeFileException Exists(string path, Exception? e) => new(
        VolumeFileFault.DestinationExists, path,
        "There is a file at the destination already. Replace it with -Force, or choose another destination.", e);
}
