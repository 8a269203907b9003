using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RefacePS.Deidentification;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>
/// Cleans the JSON files and tables of a tree on their way into the destination, wherever they lie and whatever image
/// they belong to.
/// </summary>
internal static partial class FileCleaning
{
    /// <summary>Raised where the lists of what stays change, so that a next run cleans again.</summary>
    public const string Version = "cleaned 4";

    /// <summary>Bytes at the start of a text that tell what it is.</summary>
    private const int HeadBytes = 1 << 16;

    private static readonly string[] TableExtensions = [".tsv", ".csv", ".tab"];

    /// <summary>BIDS suffixes of tables, whose JSON files describe columns.</summary>
    private static readonly FrozenSet<string> TableSuffixes = FrozenSet.ToFrozenSet(
        [
            "participants", "samples", "sessions", "scans", "events", "channels", "electrodes", "optodes", "physio",
            "physioevents", "stim",
            "motion", "blood", "aslcontext", "beh",
        ],
        StringComparer.Ordinal);

    /// <summary>True if a file is cleaned, whatever it holds.</summary>
    public static bool Applies(string path) => IsJson(path) || IsSignals(path) || IsTable(path);

    /// <summary>True if a file of text is cleaned, though its name does not say what it is.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    public static bool Holds(string path) => TextFile.Decode(Head(path)) is { Length: > 0 } text
        && (JsonText.IsIn(text) || IsTableOfPeople(text) || LooseTable.NamesPeople(text));

    /// <summary>The start of a file, down to a line end; an even number of bytes, for some letters have two.</summary>
    private static ReadOnlySpan<byte> Head(string path)
    {
        using var file = InputFile.Open(path);
        var head = new byte[HeadBytes];
        var length = InputFile.Read(path, () => file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false));
        var end = file.Length == length ? length : Array.LastIndexOf(head, (byte)'\n');
        return end < 0 ? head : head.AsSpan(0, file.Length == length ? end : end & ~1);
    }

    /// <summary>The settings that decide, beside its content, what comes of a file.</summary>
    public static string Parameters(ArchiveOptions options) => options.KeepTimes ? $"{Version}; times kept" : Version;

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
    /// <exception cref="ArchiveException">It is no text, or too much of it, or changed meanwhile.</exception>
    public static (FileStamp Input, byte[] Content, IReadOnlyList<string> Notices) Clean(
        ArchiveOptions options, string path, CancellationToken cancel) => Clean(options, path, null, cancel);

    /// <summary>The same of a table, by rules of its own.</summary>
    public static (FileStamp Input, byte[] Content, IReadOnlyList<string> Notices) Clean(
        ArchiveOptions options, string path, TableCleaning? table, CancellationToken cancel)
    {
        var full = ArchivePath.Full(options.Source, path);
        var (stamp, bytes) = Read(full, path, cancel);
        if (IsSignals(path))
        {
            return (stamp, Repacked(bytes, full), []);
        }

        var text = TextFile.Decode(bytes) ?? throw new ArchiveException(
            ArchiveFault.TextNotReadable, full,
            "Its encoding is not known, so that it cannot be cleaned. It is left out; save it as UTF-8.");
        if (IsJson(path) || JsonText.IsIn(text))
        {
            var describesTable = DescribesTable(options, path);
            return (stamp, Encoding.UTF8.GetBytes(JsonLines(text) is { } lines
                ? string.Concat(lines.Select(line =>
                    JsonFile.FormatLine(CleanJson(options, path, describesTable, line))))
                : JsonFile.Format(CleanJson(options, path, describesTable, JsonFile.Parse(text, full)))), []);
        }

        try
        {
            var cleaned = TableCleaner.Clean(text, table ?? new(Suffix(path), options.KeepTimes));
            return (stamp, Encoding.UTF8.GetBytes(cleaned.Text), cleaned.Notices);
        }
        catch (FormatException e)
        {
            throw new ArchiveException(ArchiveFault.TextNotReadable, full, e.Message, e);
        }
    }

    /// <summary>Columns with names, rows with cells, and a column that would go.</summary>
    private static bool IsTableOfPeople(string text) => DelimitedText.Parse(text) is { Rows.Count: > 0 } table
        && table.Heading.Length > 1 && table.Rows.All(cells => cells.Length > 1)
        && Array.TrueForAll(table.Heading, name => !Sentence().IsMatch(name))
        && (TableCleaner.HasKeysInRows(table) || Array.Exists(table.Heading, name =>
            IdentifyingColumns.Contains(DelimitedText.Value(name), "", keepTimes: false)));

    private static bool IsTable(string path) =>
        Array.Exists(TableExtensions, extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>Values of their own, one a line (JSON Lines); null where the text is not that.</summary>
    private static List<JsonNode?>? JsonLines(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        try
        {
            return lines.Length < 2 ? null : [.. lines.Select(line => JsonFile.Parse(line, ""))];
        }
        catch (VolumeFormatException)
        {
            return null;
        }
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

    private static bool DescribesTable(ArchiveOptions options, string path) =>
        TableSuffixes.Contains(Suffix(path)) || path.Split('/').Contains("phenotype")
        || TableExtensions.Any(extension =>
            File.Exists(Path.ChangeExtension(ArchivePath.Full(options.Source, path), extension)));

    private static JsonNode? CleanJson(ArchiveOptions options, string path, bool describesTable, JsonNode? root)
    {
        var name = Path.GetFileName(path);
        var suffix = Suffix(path);
        if (path == DatasetDescription.FileName && root is JsonObject description)
        {
            return DatasetDescription.Of(description, options.Layout);
        }

        var scope = name == DatasetDescription.FileName ? JsonScope.Dataset : JsonScope.Sidecar;
        if (root is JsonValue)
        {
            return null;
        }

        JsonCleaner.Clean(root, scope, describesTable ? IsColumn : null);
        DerivedNames.InReferences(root, path, options);
        return root;

        bool IsColumn(string column) => column == IdentifyingColumns.Time
            || !IdentifyingColumns.Contains(column, suffix, options.KeepTimes);
    }

    private static (FileStamp Stamp, byte[] Bytes) Read(string full, string path, CancellationToken cancel)
    {
        using var stream = InputFile.Open(full);
        if (stream.Length > Array.MaxLength)
        {
            throw new ArchiveException(
                ArchiveFault.TextNotReadable, full,
                $"It takes {stream.Length >> 20} MiB, more than can be cleaned at once. It is left out; divide it.");
        }

        var bytes = new byte[stream.Length];
        var reading = new FileReading(stream);
        InputFile.Read(full, () => stream.ReadAtLeast(bytes, bytes.Length));
        cancel.ThrowIfCancellationRequested();
        return (reading.End(path, bytes.Length, SHA256.HashData(bytes)), bytes);
    }

    /// <summary>Signs of text that names no column: the end of a sentence or clause, a part of a program, a
    /// number.</summary>
    [GeneratedRegex(@"=|[.!?:]\s*\z|^\s*\d+\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();
}
