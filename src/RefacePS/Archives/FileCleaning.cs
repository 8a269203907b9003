using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RefacePS.Deidentification;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>
/// Cleans the JSON files and tables of a tree on their way into the destination, wherever they lie and whatever image
/// they
/// belong to.
/// </summary>
internal static class FileCleaning
{
    /// <summary>Raised where the lists of what stays change, so that a next run cleans again.</summary>
    private const string Version = "cleaned 1";

    /// <summary>BIDS suffixes of tables, whose JSON files describe columns.</summary>
    private static readonly FrozenSet<string> TableSuffixes = FrozenSet.ToFrozenSet(
        [
            "participants", "samples", "sessions", "scans", "events", "channels", "electrodes", "optodes", "physio",
            "physioevents", "stim",
            "motion", "blood", "aslcontext", "beh",
        ],
        StringComparer.Ordinal);

    /// <summary>True if a file is cleaned.</summary>
    public static bool Applies(string path) => IsJson(path) || IsSignals(path)
        || path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);

    /// <summary>What decides what comes of a file beside its content.</summary>
    public static string Parameters(string path, ArchiveOptions options) =>
        !Applies(path) ? "" : options.KeepTimes ? $"{Version}; times kept" : Version;

    /// <summary>The last part of the name of a file, such as <c>scans</c> of <c>sub-01_scans.tsv</c>.</summary>
    public static string Suffix(string path)
    {
        var stem = Path.GetFileName(path);
        stem = stem[..Math.Max(stem.IndexOf('.', StringComparison.Ordinal), 0)];
        return stem[(stem.LastIndexOf('_') + 1)..];
    }

    /// <summary>Cleans a file.</summary>
    /// <returns>The file as it was read, what is left of it, and what a person should look at.</returns>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    /// <exception cref="VolumeFormatException">It is no JSON.</exception>
    /// <exception cref="ArchiveException">It is no text.</exception>
    public static (FileStamp Input, byte[] Content, IReadOnlyList<string> Notices) Clean(
        ArchiveOptions options, string path, CancellationToken cancel) => Clean(options, path, null, cancel);

    /// <summary>The same of a table, by rules of its own.</summary>
    public static (FileStamp Input, byte[] Content, IReadOnlyList<string> Notices) Clean(
        ArchiveOptions options, string path, TableCleaning? table, CancellationToken cancel)
    {
        var full = ArchiveFolder.FullPath(options.Source, path);
        var (stamp, bytes) = Read(full, path, cancel);
        if (IsSignals(path))
        {
            return (stamp, Repacked(bytes, full), []);
        }

        var text = TextFile.Decode(bytes) ?? throw new ArchiveException(
            ArchiveFault.TextNotReadable, full,
            "Its encoding is not known, so that it cannot be cleaned. It is left out; save it as UTF-8.");
        if (IsJson(path))
        {
            return (stamp, Encoding.UTF8.GetBytes(CleanJson(options, path, JsonFile.Parse(text, full))), []);
        }

        var cleaned = TableCleaner.Clean(text, table ?? new(Suffix(path), options.KeepTimes));
        return (stamp, Encoding.UTF8.GetBytes(cleaned.Text), cleaned.Notices);
    }

    private static bool IsJson(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Signals have no heading, and no columns of people by BIDS. But their gzip header may hold names and
    /// times.</summary>
    private static bool IsSignals(string path) => path.EndsWith(".tsv.gz", StringComparison.OrdinalIgnoreCase);

    private static byte[] Repacked(byte[] packed, string path)
    {
        try
        {
            using var content = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var repacked = new MemoryStream();
            using (var gzip = new GZipStream(repacked, CompressionLevel.Optimal, leaveOpen: true))
            {
                content.CopyTo(gzip);
            }

            return repacked.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new ArchiveException(
                ArchiveFault.TextNotReadable, path, "It is no gzip file, as its name says. It is left out.", e);
        }
    }

    private static string CleanJson(ArchiveOptions options, string path, JsonNode? root)
    {
        var name = Path.GetFileName(path);
        var suffix = Suffix(path);
        var describesTable = TableSuffixes.Contains(suffix) || path.Split('/').Contains("phenotype")
            || File.Exists(Path.ChangeExtension(ArchiveFolder.FullPath(options.Source, path), ".tsv"));
        if (path == DatasetDescription.FileName && root is JsonObject description)
        {
            return JsonFile.Format(DatasetDescription.Of(description, options.Layout));
        }

        var scope = name == DatasetDescription.FileName ? JsonScope.Dataset : JsonScope.Sidecar;
        JsonCleaner.Clean(root, scope, describesTable ? IsColumn : null);
        return JsonFile.Format(root);

        bool IsColumn(string column) => column == IdentifyingColumns.Time
            || !IdentifyingColumns.Contains(column, suffix, options.KeepTimes);
    }

    private static (FileStamp Stamp, byte[] Bytes) Read(string full, string path, CancellationToken cancel)
    {
        using var stream = InputFile.Open(full);
        var bytes = new byte[stream.Length];
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (IOException e)
        {
            throw new VolumeFileException(VolumeFileFault.ReadFailed, full, $"Reading failed: {e.Message}", e);
        }

        cancel.ThrowIfCancellationRequested();
        var time = File.GetLastWriteTimeUtc(stream.SafeFileHandle).Ticks;
        return (new(path, bytes.Length, time, Convert.ToHexStringLower(SHA256.HashData(bytes))), bytes);
    }
}
