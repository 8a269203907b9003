using System.Text.Json;
using RefacePS.Files;

namespace RefacePS.Archives.Slurm;

/// <summary>
/// The record of a task: a line a row, appended to a file that no other process ever writes, not even the same task
/// when it is started again. It needs no locks, which network file systems do not always carry, and can be read at any
/// moment.
/// </summary>
internal sealed class ShardWriter : ILedgerWriter, IDisposable
{
    private readonly Lock gate = new();
    private readonly FileStream file;

    /// <summary>Makes the file.</summary>
    /// <exception cref="ArchiveException">It cannot be made.</exception>
    public ShardWriter(string path) =>
        file = Try(path, () =>
            new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));

    /// <inheritdoc/>
    public void Put(params IReadOnlyCollection<LedgerEntry> entries)
    {
        var lines = new MemoryStream();
        foreach (var entry in entries)
        {
            JsonSerializer.Serialize(lines, entry with { Scan = entry.Scan with { Updated = DateTimeOffset.UtcNow } });
            lines.WriteByte((byte)'\n');
        }

        lock (gate)
        {
            Try(file.Name, () =>
            {
                file.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
                file.Flush(flushToDisk: true);
                return true;
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static T Try<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException(
                ArchiveFault.LedgerUnusable, path, $"What became of a scan cannot be written down: {e.Message}", e);
        }
    }
}
