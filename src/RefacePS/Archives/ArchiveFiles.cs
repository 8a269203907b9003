using System.Security.Cryptography;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>Puts other files into the destination, and takes away what no longer belongs there.</summary>
internal static class ArchiveFiles
{
    private const int ChunkSize = 1 << 20;

    /// <summary>Copies a file, whole or not at all. What turns out to be an image is refused.</summary>
    /// <returns>The file as it was read and as it was written.</returns>
    /// <exception cref="VolumeFileException">It cannot be read or written.</exception>
    /// <exception cref="ArchiveException">It is an image.</exception>
    public static (FileStamp Input, FileStamp Output) Copy(
        ArchiveOptions options, ArchiveItem item, CancellationToken cancel)
    {
        var (from, to) = (ArchiveFolder.FullPath(options.Source, item.Path),
            ArchiveFolder.FullPath(options.Destination, item.Outputs[0]));
        using var source = FileStamp.Open(from);
        if (HiddenImage.KindByContent(source) is { } kind)
        {
            throw new ArchiveException(ArchiveFault.ImageAmongOtherFiles, from,
                $"It is {kind}, and may show a face. It is left out; convert it to NIfTI.");
        }

        source.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        AtomicFile.CreateFolder(Path.GetDirectoryName(to)!);
        AtomicFile.Write(to, overwrite: true, stream => size = Pump(source, from, stream, hash, cancel));
        var sum = Convert.ToHexStringLower(hash.GetHashAndReset());
        return (new(item.Path, size, File.GetLastWriteTimeUtc(source.SafeFileHandle).Ticks, sum),
            new(item.Outputs[0], size, File.GetLastWriteTimeUtc(to).Ticks, sum));
    }

    /// <summary>Takes files out of the destination.</summary>
    /// <exception cref="VolumeFileException">One cannot be deleted.</exception>
    public static void Remove(string destination, IEnumerable<string> paths)
    {
        foreach (var path in paths.Select(path => ArchiveFolder.FullPath(destination, path)).Where(File.Exists))
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
        while (Read(source, path, buffer) is var read and > 0)
        {
            cancel.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
            destination.Write(buffer, 0, read);
            size += read;
        }

        return size;
    }

    /// <summary>A fault of the source is not to be taken for one of the destination.</summary>
    private static int Read(FileStream source, string path, byte[] buffer)
    {
        try
        {
            return source.Read(buffer);
        }
        catch (IOException e)
        {
            throw new VolumeFileException(VolumeFileFault.ReadFailed, path, $"Reading failed: {e.Message}", e);
        }
    }
}
