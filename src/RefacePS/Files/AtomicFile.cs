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
        var temporary = TemporaryFor(path);
        try
        {
            Try(path, () =>
            {
                Fill(temporary, write, mode);
                File.Move(temporary, path, overwrite);
            }, overwrite);
        }
        finally
        {
            DeleteQuietly(temporary);
        }
    }

    /// <summary>Writes a file of these bytes.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteBytes(string path, bool overwrite, byte[] content, UnixFileMode? mode = null) =>
        Write(path, overwrite, stream => stream.Write(content), mode);

    /// <summary>
    /// Writes files that belong together, on all cores: each under a temporary name first, and all renamed once all are
    /// whole. Files that are there are replaced.
    /// </summary>
    /// <param name="paths">Full paths; the folders are there.</param>
    /// <param name="write">Writes the content of one by its number. Any thread calls.</param>
    /// <param name="mode">Permissions that they get at most, on Unix; null for those that are usual.</param>
    /// <param name="cancellation">Ends the work; nothing is left then.</param>
    /// <exception cref="VolumeFileException">A folder cannot be written, or the disk is full; all is as it was
    /// then.</exception>
    public static void WriteAll(
        IReadOnlyList<string> paths, Action<int, Stream> write, UnixFileMode? mode, CancellationToken cancellation)
    {
        var temporary = paths.Select(TemporaryFor).ToList();
        try
        {
            FirstFault.Of(() => Parallel.For(
                0, paths.Count, new ParallelOptions
                    { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
                index => Try(paths[index], () => Fill(temporary[index], stream => write(index, stream), mode))));
            cancellation.ThrowIfCancellationRequested();
            MoveAll([.. temporary.Zip(paths)]);
        }
        finally
        {
            temporary.ForEach(DeleteQuietly);
        }
    }

    /// <summary>Renames files that belong together: all, or none. Files that are there are replaced.</summary>
    /// <exception cref="VolumeFileException">One cannot be; those that were there are there again.</exception>
    public static void MoveAll(IReadOnlyList<(string From, string To)> files)
    {
        var moved = new Stack<(string To, string? Old)>();
        try
        {
            foreach (var (from, to) in files)
            {
                Try(to, () =>
                {
                    if (File.Exists(to))
                    {
                        var old = TemporaryFor(to);
                        moved.Push((to, old));
                        File.Replace(from, to, old, ignoreMetadataErrors: true);
                    }
                    else
                    {
                        File.Move(from, to, overwrite: true);
                        moved.Push((to, null));
                    }
                });
            }
        }
        catch
        {
            foreach (var (to, old) in moved)
            {
                Quietly(() => Restore(to, old));
            }

            throw;
        }

        foreach (var old in moved.Select(file => file.Old).OfType<string>())
        {
            DeleteQuietly(old);
        }
    }

    /// <summary>Writes to a path; what the system refuses is an error that names it.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="write">Writes.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <exception cref="VolumeFileException">The file cannot be written, or the disk is full.</exception>
    public static void Try(string path, Action write, bool overwrite = true)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw !overwrite && File.Exists(path) && !IsOfFullDisk(e) ? Exists(path, e)
                : Fault(path, $"The file cannot be written: {e.Message} Choose a folder that exists and that you may "
                    + "write to.", e);
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
    /// <exception cref="VolumeFileException">It cannot be made, or the disk is full.</exception>
    public static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(folder, $"The folder cannot be made: {e.Message} Choose another destination.", e);
        }
    }

    /// <summary>The error of what the system refused to write.</summary>
    /// <param name="path">Full path of the file or folder.</param>
    /// <param name="message">What failed and what to do, where the disk is not full.</param>
    /// <param name="e">What the system said.</param>
    public static VolumeFileException Fault(string path, string message, Exception e) => IsOfFullDisk(e)
        ? new(VolumeFileFault.DiskFull, path, "The disk is full. Free some space or choose another destination.", e)
        : new(VolumeFileFault.DestinationNotWritable, path, message, e);

    /// <summary>Tidies up as far as the system lets it.</summary>
    public static void Quietly(Action tidy)
    {
        try
        {
            tidy();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What stopped the writing is already on its way out and says more than this would.
        }
    }

    /// <summary>
    /// The permissions to read and write that all of some files have, so that a new file is open to nobody who could
    /// not read these; null on Windows, where a file has those of its folder, and where there are none of them. A file
    /// in a zip file has those of the zip file.
    /// </summary>
    public static UnixFileMode? ModeOf(params IEnumerable<string> files)
    {
        const UnixFileMode readAndWrite = (UnixFileMode)0b110_110_110;
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        UnixFileMode? mode = null;
        foreach (var file in files.Select(file => ZipIndex.Split(file)?.Zip ?? file).Distinct().Where(File.Exists))
        {
            mode = (mode ?? readAndWrite) & File.GetUnixFileMode(file);
        }

        return mode;
    }

    private static string TemporaryFor(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.tmp");

    /// <summary>Undoes the renaming of a file, however far it came.</summary>
    private static void Restore(string path, string? old)
    {
        if (old is null)
        {
            File.Delete(path);
        }
        else if (File.Exists(old))
        {
            File.Move(old, path, overwrite: true);

            // Where both names are of one file still, renaming does nothing.
            File.Delete(old);
        }
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

    private static void DeleteQuietly(string temporary) => Quietly(() => File.Delete(temporary));

    private static bool IsOfFullDisk(Exception e) =>
        e.HResult is NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull;

    private static VolumeFileException Exists(string path, Exception? e) => new(
        VolumeFileFault.DestinationExists, path,
        "There is a file at the destination already. Replace it with -Force, or choose another destination.", e);
}
