using System.Text.Json;

namespace RefacePS.Archives.Slurm;

/// <summary>Reads shards while they grow: each call gives what has come since the last.</summary>
internal sealed class ShardReader
{
    private readonly Dictionary<string, long> positions = new(StringComparer.Ordinal);

    /// <summary>Rows that were added, in the order in which they were written: a task that was started again has more
    /// than one shard.</summary>
    public IReadOnlyList<LedgerEntry> ReadNew(IEnumerable<string> shards) =>
        [.. shards.SelectMany(ReadNew).OrderBy(row => row.Scan.Updated)];

    private List<LedgerEntry> ReadNew(string path)
    {
        var from = positions.GetValueOrDefault(path);
        var bytes = Read(path, from);

        // A line without its end is still being written, or its writer was killed; then no other follows it.
        var length = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        positions[path] = from + length;
        var entries = new List<LedgerEntry>();
        foreach (var line in bytes.AsSpan(0, length).Split((byte)'\n'))
        {
            if (!line.Equals(length..length))
            {
                entries.Add(Parse(path, bytes.AsSpan(line)));
            }
        }

        return entries;
    }

    private static LedgerEntry Parse(string path, ReadOnlySpan<byte> line)
    {
        try
        {
            return (JsonSerializer.Deserialize<LedgerEntry>(line) ?? throw new FormatException("A row is null."))
                .Checked();
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new ArchiveException(
                ArchiveFault.LedgerUnusable, path,
                $"What a task wrote down is damaged: {e.Message} Delete the file and run again; its scans are done "
                    + $"again.", e);
        }
    }

    private static byte[] Read(string path, long from)
    {
        try
        {
            using var file =
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[Math.Max(0, file.Length - from)];
            file.Position = from;
            return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (IOException)
        {
            // A network file system that does not show it yet, or not at the moment, does so the next time.
            return [];
        }
    }
}
