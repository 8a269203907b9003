using System.Buffers;

namespace RefacePS.Files.Dicom;

/// <summary>A DICOM file open for reading, alone or in a zip file: all of it, or its first bytes.</summary>
internal sealed class DicomBytes : IDisposable
{
    private readonly string path;
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle? file;
    private readonly (ZipIndex Zip, string Name) packed;

    private DicomBytes(string path, Microsoft.Win32.SafeHandles.SafeFileHandle file) =>
        (this.path, this.file, Length) = (path, file, RandomAccess.GetLength(file));

    private DicomBytes(string path, ZipIndex zip, string name) =>
        (this.path, packed, Length) = (path, (zip, name), zip.LengthOf(name));

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Opens a file for reading; others may read it too.</summary>
    /// <exception cref="VolumeFileException">It is missing, a folder, a pipe or device, or may not be read.</exception>
    /// <exception cref="VolumeFormatException">It is in a zip file that is damaged.</exception>
    public static DicomBytes Open(string path)
    {
        FileNode.RequireNotSpecial(path);
        if (ZipIndex.Split(path) is var (zip, name))
        {
            return new(path, ZipIndex.Open(zip), name);
        }

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
        : throw TooLarge();

    /// <summary>The error of a file of which more has to be read than can be held at once.</summary>
    public VolumeFormatException TooLarge() => new(
        VolumeFormatFault.VolumeTooLarge, path,
        $"The file takes {Length >> 20} MiB, more than can be held at once. Write its images to several files.");

    /// <summary>All bytes, in memory that is used again once it is given back.</summary>
    /// <exception cref="VolumeFormatException">There are more than can be held at once.</exception>
    public RentedBytes RentAll(CancellationToken cancellation)
    {
        if (file is null || Length > Array.MaxLength)
        {
            var all = ReadAll(cancellation);
            return new(all, all.Length, isRented: false);
        }

        var bytes = ArrayPool<byte>.Shared.Rent((int)Length);
        try
        {
            Fill(file, bytes.AsSpan(0, (int)Length), cancellation);
            return new(bytes, (int)Length, isRented: true);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }

    /// <summary>The first bytes, or all where there are fewer.</summary>
    public byte[] ReadFirst(int count, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (file is null)
        {
            return packed.Zip.ReadFirst(packed.Name, count);
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(count, Length));
        Fill(file, bytes, cancellation);
        return bytes;
    }

    private void Fill(
        Microsoft.Win32.SafeHandles.SafeFileHandle handle, Span<byte> bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var done = 0;
        while (done < bytes.Length)
        {
            var read = ReadSome(handle, bytes[done..], done);
            done = read > 0 ? done + read : throw new VolumeFormatException(
                VolumeFormatFault.VolumeTruncated, path, "The file became shorter while it was read. Copy it again.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    private int ReadSome(Microsoft.Win32.SafeHandles.SafeFileHandle handle, Span<byte> destination, long offset)
    {
        try
        {
            return RandomAccess.Read(handle, destination, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw VolumeSource.Fault(path, e);
        }
    }
}
