using System.Security.Cryptography;
using RefacePS.Archives.Contents;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>Puts other files into the destination, and takes away what no longer belongs there.</summary>
internal static class ArchiveFiles
{
    private const int ChunkSize = 1 << 20;

    /// <summary>Copies a file, whole or not at all. What turns out not to be harmless is refused.</summary>
    /// <param name="from">Full path of the file.</param>
    /// <param name="to">Full path to write.</param>
    /// <param name="item">Its place in the plan.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The file as it was read and as it was written.</returns>
    /// <exception cref="VolumeFileException">It cannot be read or written.</exception>
    /// <exception cref="ArchiveException">It is not known to be harmless, or changed meanwhile.</exception>
    public static (FileStamp Input, FileStamp Output) Copy(
        string from, string to, ArchiveItem item, CancellationToken cancel)
    {
        using var source = InputFile.Open(from);
        var reading = new FileReading(source);
        if (item.Kind is null && FileContent.Of(from, source, cancel) is { IsHarmless: false } kind)
        {
            throw new ArchiveException(
                ArchiveFault.ContentNotKnown, from,
                $"It is {kind.Name}, which is not known to be harmless, and was not when the run began. "
                + "It is left out.");
        }

        source.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        FileStamp? input = null;
        AtomicFile.CreateFolder(Path.GetDirectoryName(to)!);
        AtomicFile.Write(to, overwrite: true, stream =>
        {
            var size = Pump(source, from, stream, hash, cancel);
            input = reading.End(item.Path, size, hash.GetHashAndReset());
        }, AtomicFile.ModeOf(from));
        return (input!, input! with { Path = item.Outputs[0], Time = File.GetLastWriteTimeUtc(to).Ticks });
    }

    /// <summary>Takes files out of the destination.</summary>
    /// <exception cref="VolumeFileException">One cannot be deleted.</exception>
    /// <exception cref="ArchiveException">One is none of the destination.</exception>
    public static void Remove(DestinationGuard guard, IEnumerable<string> paths)
    {
        foreach (var path in paths.Select(guard.Require).Where(File.Exists))
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new VolumeFileException(
                    VolumeFileFault.DestinationNotWritable, path,
                    $"The file is out of date and cannot be deleted: {e.Message} Close what holds it open.", e);
            }
        }
    }

    private static long Pump(FileStream source, string path, Stream destination, IncrementalHash hash,
        CancellationToken cancel)
    {
        var buffer = new byte[ChunkSize];
        var size = 0L;
        while (InputFile.Read(path, () => source.Read(buffer)) is var read and > 0)
        {
            cancel.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
            destination.Write(buffer, 0, read);
            size += read;
        }

        return size;
    }
}
