namespace RefacePS.Files;

/// <summary>
/// A volume file open for reading, decompressed on the way where its content is gzip, whatever its name says. Every
/// fault of the file comes out as a typed exception.
/// </summary>
internal sealed class VolumeSource : IDisposable
{
    /// <summary>Largest factor by which deflate can expand (zlib's technical details, "Maximum Expansion
    /// Factor").</summary>
    private const long DeflateMaximumRatio = 1032;

    /// <summary>The most that may follow the voxels of a compressed file before reading on is no longer worth the
    /// time.</summary>
    private const long MaximumExcess = 1L << 32;

    /// <summary>Read between two looks at the cancellation token.</summary>
    private const int ChunkSize = 1 << 22;

    private readonly string path;
    private readonly FileStream file;
    private readonly Stream content;

    private VolumeSource(string path, FileStream file)
    {
        (this.path, this.file) = (path, file);
        IsCompressed = IsGzip(file);
        content = IsCompressed ? new GzipReader(file) : file;
        MaximumLength = IsCompressed ? file.Length * DeflateMaximumRatio : file.Length;
    }

    /// <summary>True if the content is gzip.</summary>
    public bool IsCompressed { get; }

    /// <summary>Bytes that can come out at most: known before any memory is taken.</summary>
    public long MaximumLength { get; }

    /// <summary>Bytes that came out so far.</summary>
    public long Position { get; private set; }

    /// <summary>Opens a file for reading; others may read it too.</summary>
    /// <exception cref="VolumeFileException">It is missing, a folder, a pipe or device, or may not be read.</exception>
    public static VolumeSource Open(string path)
    {
        FileNode.RequireNotSpecial(path);
        try
        {
            return new(path, ContentPointer.Open(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Fault(path, e);
        }
    }

    /// <summary>Fills the destination.</summary>
    /// <exception cref="VolumeFormatException">The file ends before, or its compressed data is damaged.</exception>
    public void ReadExactly(Span<byte> destination, CancellationToken cancellation)
    {
        if (ReadUpTo(destination, cancellation) < destination.Length)
        {
            throw Truncated(
                $"it ends after {Counted.Of(Position, "byte")}, before the header and voxels it should hold");
        }
    }

    /// <summary>Fills the destination as far as the file goes, and returns the number of bytes read.</summary>
    public int ReadUpTo(Span<byte> destination, CancellationToken cancellation)
    {
        var done = 0;
        while (done < destination.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = ReadSome(destination[done..Math.Min(destination.Length, done + ChunkSize)]);
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        Position += done;
        return done;
    }

    /// <summary>Reads and forgets.</summary>
    public void Skip(long count, CancellationToken cancellation)
    {
        var buffer = new byte[Math.Min(count, ChunkSize)];
        for (var left = count; left > 0; left -= buffer.Length)
        {
            ReadExactly(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)), cancellation);
        }
    }

    /// <summary>
    /// Reads a compressed file to its end, since only there it shows whether all of it was as it had been written.
    /// </summary>
    /// <exception cref="VolumeFormatException">The compressed data is damaged, or goes on without need.</exception>
    public void RequireWhole(CancellationToken cancellation)
    {
        if (!IsCompressed)
        {
            return;
        }

        var limit = Position + MaximumExcess;
        var buffer = new byte[1 << 16];
        while (ReadUpTo(buffer, cancellation) == buffer.Length)
        {
            if (Position > limit)
            {
                throw Corrupt($"more than {MaximumExcess >> 30} GiB follow its voxels", null);
            }
        }
    }

    /// <summary>The fault of a file that is shorter than it should be.</summary>
    public VolumeFormatException Truncated(string what) =>
        new(VolumeFormatFault.VolumeTruncated, path, $"The file is cut short: {what}. Copy it again from its source.");

    /// <inheritdoc/>
    public void Dispose()
    {
        content.Dispose();
        file.Dispose();
    }

    private int ReadSome(Span<byte> destination)
    {
        try
        {
            return content.Read(destination);
        }
        catch (InvalidDataException e)
        {
            throw Corrupt(e.Message, e);
        }
        catch (EndOfStreamException)
        {
            throw Truncated("its compressed data has no end");
        }
        catch (IOException e)
        {
            throw Fault(path, e);
        }
    }

    private VolumeFormatException Corrupt(string what, Exception? inner) => new(
        VolumeFormatFault.CorruptGzip, path,
        $"The compressed data is damaged: {what.TrimEnd('.')}. Copy the file again from its source.", inner);

    /// <summary>The fault of opening or reading a file, as the exception that users see.</summary>
    internal static VolumeFileException Fault(string path, Exception e) => e switch
    {
        _ when Directory.Exists(path) => IsFolder(path, e),
        FileNotFoundException or DirectoryNotFoundException when ContentPointer.IsLink(path) =>
            ContentPointer.NotFetched(path, e),
        FileNotFoundException or DirectoryNotFoundException => new(
            VolumeFileFault.VolumeNotFound, path,
            LostName.IsOf(new FileInfo(path)) ? LostName.Message : "There is no such file. Check the path.", e),
        UnauthorizedAccessException => new(
            VolumeFileFault.AccessDenied, path, "The file may not be read. Ask for read permission.", e),
        _ => new(VolumeFileFault.ReadFailed, path, $"Reading failed: {e.Message}", e),
    };

    /// <summary>The fault of listing a folder, as the exception that users see.</summary>
    internal static VolumeFileException FolderFault(string path, Exception e) => e switch
    {
        DirectoryNotFoundException => new(
            VolumeFileFault.VolumeNotFound, path, "There is no such folder. Check the path.", e),
        UnauthorizedAccessException => new(
            VolumeFileFault.AccessDenied, path, "The folder may not be read. Ask for read permission.", e),
        _ => new(VolumeFileFault.ReadFailed, path, $"Reading the folder failed: {e.Message}", e),
    };

    private static bool IsGzip(FileStream file)
    {
        try
        {
            return GzipReader.IsGzip(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The fault of a folder that stands where a file is needed.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="e">What the system said, if anything.</param>
    internal static VolumeFileException IsFolder(string path, Exception? e = null) => new(
        VolumeFileFault.PathIsFolder, path,
        "This is a folder. Name the files in it, for example with a wildcard such as *.nii.gz.", e);
}
