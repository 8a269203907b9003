using System.Globalization;
using System.Text.Json;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>
/// The right to write a destination, which one run at a time has. On one machine the system's own lock on a file
/// decides, and it ends with the process however that ends. Network file systems do not always carry such locks from
/// one machine to another, so the owner also says every half minute that it lives.
/// </summary>
internal sealed class ArchiveLock : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);

    /// <summary>
    /// An owner on another machine that was silent for this long is gone. A sign of life that lies further ahead than
    /// this was never given: clocks of machines that share a file system do not differ that much.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly FileStream file;
    private readonly string ownerPath;
    private readonly Timer heart;

    private ArchiveLock(FileStream file, string ownerPath)
    {
        (this.file, this.ownerPath) = (file, ownerPath);
        heart = new Timer(_ => SayAlive(), null, Beat, Beat);
    }

    /// <summary>Takes the right.</summary>
    /// <exception cref="ArchiveException">Another run has it.</exception>
    /// <exception cref="VolumeFileException">The destination cannot be written.</exception>
    public static ArchiveLock Take(string destination)
    {
        var folder = ArchiveFolder.Of(destination);
        AtomicFile.CreateFolder(folder);
        var ownerPath = Path.Combine(folder, "owner.json");
        var file = Open(Path.Combine(folder, "lock"), destination, ownerPath);
        try
        {
            if (ReadOwner(ownerPath) is { } owner && owner.Machine != Environment.MachineName
                && (DateTime.UtcNow - File.GetLastWriteTimeUtc(ownerPath)).Duration() < Patience)
            {
                throw InUse(destination, owner);
            }

            var mine = new Owner(Environment.MachineName, Environment.ProcessId, DateTimeOffset.UtcNow);
            AtomicFile.Write(ownerPath, overwrite: true, stream => JsonSerializer.Serialize(stream, mine));
            return new ArchiveLock(file, ownerPath);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        heart.Dispose();
        try
        {
            File.Delete(ownerPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // On this machine the system's lock decides, and elsewhere silence does.
        }

        file.Dispose();
    }

    private static FileStream Open(string path, string destination, string ownerPath)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path) && !Directory.Exists(path))
        {
            throw InUse(destination, ReadOwner(ownerPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VolumeFileException(VolumeFileFault.DestinationNotWritable, destination,
                $"The destination cannot be written: {e.Message}", e);
        }
    }

    private static ArchiveException InUse(string destination, Owner? owner) => new(
        ArchiveFault.ArchiveInUse, destination,
        $"Another run works on this destination{Describe(owner)}. Wait until it has ended. Get-ArchiveStatus shows how "
            + $"far it is.");

    private static string Describe(Owner? owner) => owner is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $": process {owner.Process} on {owner.Machine}, since {owner.Since:yyyy-MM-dd HH:mm:ss} UTC");

    private static Owner? ReadOwner(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Owner>(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private void SayAlive()
    {
        try
        {
            File.SetLastWriteTimeUtc(ownerPath, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next beat tries again.
        }
    }

    private sealed record Owner(string Machine, int Process, DateTimeOffset Since);
}
