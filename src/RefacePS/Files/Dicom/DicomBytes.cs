namespace RefacePS.Files.Dicom;

/// <summary>A DICOM file open for reading: all of it, or its first bytes.</summary>
internal sealed class DicomBytes : IDisposable
{
    private readonly string path;
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle file;

    private DicomBytes(string path, Microsoft.Win32.SafeHandles.SafeFileHandle file) =>
        (this.path, this.file, Length) = (path, file, RandomAccess.GetLength(file));

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Opens a file for reading; others may read it too.</summary>
    /// <exception cref="VolumeFileException">It is missing, a folder, or may not be read.</exception>
    public static DicomBytes Open(string path)
    {
        FileNode.RequireNotSpecial(path);
        try
        {
            return new(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw VolumeSource.Fault(path, e);
        }
    }

    /// <summary>All bytes.</summary>
    /// <exception cref="VolumeFormatException">There are more than can be held at once.</exception>
    public byte[] ReadAll(CancellationToken cancellation) => Length <= Array.MaxLength
        ? ReadFirst((int)Length, cancellation)
        : throw new VolumeFormatException(
            VolumeFormatFault.VolumeTooLarge, path,
            $"The file takes {Length >> 20} MiB, more than can be held at once.");

    /// <summary>The first bytes, or all where there are fewer.</summary>
    public byte[] ReadFirst(int count, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(count, Length));
        var done = 0;
        while (done < bytes.Length)
        {
            var read = ReadSome(bytes.AsSpan(done), done);
            done = read > 0 ? done + read : throw new VolumeFormatException(
                VolumeFormatFault.VolumeTruncated, path, "The file became shorter while it was read. Copy it again.");
        }

        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private int ReadSome(Span<byte> destination, long offset)
    {
        try
        {
            return RandomAccess.Read(file, destination, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw VolumeSource.Fault(path, e);
        }
    }
}
