using System.IO.Compression;

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

    /// <summary>Read between two looks at the cancellation token.</summary>
    private const int ChunkSize = 1 << 22;

    private readonly string path;
    private readonly FileStream file;
    private readonly Stream content;

    private VolumeSource(string path, FileStream file)
    {
        (this.path, this.file) = (path, file);
        IsCompressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        content = IsCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        MaximumLength = IsCompressed ? file.Length * DeflateMaximumRatio : file.Length;
    }

    /// <summary>Whether the content is gzip.</summary>
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
            return new(path, new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan));
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
            throw Truncated($"it ends after {Position} bytes, before the header and voxels it should hold");
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
            throw new VolumeFormatException(
                VolumeFormatFault.CorruptGzip, path,
                "The compressed data is damaged. Copy the file again from its source.", e);
        }
        catch (IOException e)
        {
            throw Fault(path, e);
        }
    }

    /// <summary>What opening or reading a file failed with, as the exception that users see.</summary>
    internal static VolumeFileException Fault(string path, Exception e) => e switch
    {
        _ when Directory.Exists(path) => new(
            VolumeFileFault.PathIsFolder, path,
            "This is a folder. Name the files in it, for example with a wildcard such as *.nii.gz.", e),
        FileNotFoundException or DirectoryNotFoundException => new(
            VolumeFileFault.VolumeNotFound, path, "There is no such file. Check the path.", e),
        UnauthorizedAccessException => new(
            VolumeFileFault.AccessDenied, path, "The file may not be read. Ask for read permission.", e),
        _ => new(VolumeFileFault.ReadFailed, path, $"Reading failed: {e.Message}", e),
    };
}
