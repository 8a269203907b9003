using System.Security.Cryptography;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>The state of a file when it was read or written.</summary>
/// <param name="Path">Below source or destination, with forward slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Time">When it was last written, in ticks of UTC.</param>
/// <param name="Hash">SHA-256, in lower-case hexadecimal.</param>
internal sealed record FileStamp(string Path, long Size, long Time, string Hash)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="VolumeFileException">It is missing or cannot be read.</exception>
    /// <exception cref="ArchiveException">It changed meanwhile.</exception>
    public static FileStamp Of(string root, string path)
    {
        var full = ArchivePath.Full(root, path);
        using var stream = InputFile.Open(full);
        var reading = new FileReading(stream);
        var hash = InputFile.Read(full, () => SHA256.HashData(stream));
        return reading.End(path, stream.Position, hash);
    }

    /// <summary>True if the file is as it was. The content is looked at only where the time is another and the size is
    /// not.</summary>
    public bool Holds(string root)
    {
        var file = new FileInfo(ArchivePath.Full(root, Path));
        return TargetOf(file) is { Exists: true } target && target.Length == Size
            && (target.LastWriteTimeUtc.Ticks == Time || HasSameContent(root));
    }

    private static FileInfo? TargetOf(FileInfo file)
    {
        try
        {
            return file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private bool HasSameContent(string root)
    {
        try
        {
            return Of(root, Path).Hash == Hash;
        }
        catch (RefacePSException e) when (e is VolumeFileException or ArchiveException)
        {
            return false;
        }
    }
}
