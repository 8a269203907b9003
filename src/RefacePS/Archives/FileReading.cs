namespace RefacePS.Archives;

/// <summary>The reading of a file, which is not to change meanwhile: stamped with the time of a later content it would
/// count as unchanged ever after.</summary>
/// <param name="file">The file, of which nothing was read yet.</param>
internal sealed class FileReading(FileStream file)
{
    private readonly DateTime time = File.GetLastWriteTimeUtc(file.SafeFileHandle);

    /// <summary>The fault of a file that changed.</summary>
    /// <param name="path">Full path.</param>
    public static ArchiveException Changed(string path) => new(
        ArchiveFault.InputChanged, path, "It changed while it was read. The next run takes it as it is then.");

    /// <summary>The state of the file, once it is read.</summary>
    /// <param name="path">Below source or destination, with forward slashes.</param>
    /// <param name="size">Bytes that were read.</param>
    /// <param name="hash">Their SHA-256.</param>
    /// <exception cref="ArchiveException">It changed meanwhile.</exception>
    public FileStamp End(string path, long size, byte[] hash) =>
        file.Length == size && File.GetLastWriteTimeUtc(file.SafeFileHandle) == time
        ? new(path, size, time.Ticks, Convert.ToHexStringLower(hash)) : throw Changed(file.Name);
}
