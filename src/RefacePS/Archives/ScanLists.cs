using RefacePS.Deidentification;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>
/// The tables of a data set that list its subjects, sessions and scans, and what subjects were asked. They are written
/// last, when it is known which of these are in the destination: what is not there has no row, and the times of a
/// subject are moved together.
/// </summary>
internal static class ScanLists
{
    /// <summary>The folder of BIDS with tables of what subjects were asked and measured.</summary>
    private const string Phenotype = "phenotype";

    private static readonly string[] Suffixes = ["participants", "sessions", "scans"];

    /// <summary>True if a file is such a table.</summary>
    public static bool IsList(string path) => path.EndsWith(".tsv", StringComparison.Ordinal)
        && (Suffixes.Contains(FileCleaning.Suffix(path)) || IsPhenotype(path));

    private static bool IsPhenotype(string path) => path.Split('/') is [.., Phenotype, _];

    /// <summary>Writes those of a plan that are missing or would be others now.</summary>
    /// <exception cref="RefacePSException">The disk is full or the ledger cannot be written.</exception>
    public static void Write(RunContext context, ArchivePlan plan, CancellationToken cancel)
    {
        foreach (var subject in plan.Files.Where(item => item.Treatment == Treatment.Copy && IsList(item.Path))
            .GroupBy(item => SubjectFolder(item.Path)))
        {
            cancel.ThrowIfCancellationRequested();
            var shift = new Lazy<TimeShift>(() => ShiftOf(context.Options, subject));
            foreach (var item in subject)
            {
                FileWork.Write(context, item, () => Clean(context.Options, item.Path, shift, cancel), cancel);
            }
        }
    }

    private static (FileStamp Input, byte[] Content, IReadOnlyList<string> Notices) Clean(
        ArchiveOptions options, string path, Lazy<TimeShift> shift, CancellationToken cancel)
    {
        var folder = path[..(path.LastIndexOf('/') + 1)];
        var suffix = FileCleaning.Suffix(path);
        var isOfSubjects = suffix == "participants" || IsPhenotype(path);
        folder = IsPhenotype(path) ? folder[..^(Phenotype.Length + 1)] : folder;
        return FileCleaning.Clean(
            options, path, new(suffix, options.KeepTimes, Keeps, options.KeepTimes || isOfSubjects ? null
                : shift.Value, isOfSubjects ? "participant_id" : null), cancel);

        // Whoever takes a subject's files away wants its row gone too. What is no name of a folder of BIDS says nothing
        // of files.
        bool Keeps(string entry) => suffix == "scans" && !isOfSubjects
            ? entry.Length > 0 && IsThere(options.Destination, folder + entry.Replace('\\', '/'))
            : IsThere(options.Destination, folder + entry)
                || !IsLabel(entry) && !IsThere(options.Source, folder + entry);
    }

    private static bool IsLabel(string entry) => entry.StartsWith("sub-", StringComparison.Ordinal)
        || entry.StartsWith("ses-", StringComparison.Ordinal);

    private static bool IsThere(string root, string path)
    {
        // A cell may hold anything, and no file has this in its name.
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        var full = Path.GetFullPath(ArchivePath.Full(root, path));
        return ArchiveTree.IsBelow(full, root)
            && (File.Exists(full) || Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any());
    }

    /// <summary>The folders down to that of the subject; its sessions have lists of their own below.</summary>
    private static string SubjectFolder(string path)
    {
        var folders = path.Split('/')[..^1];
        var subject = Array.FindIndex(folders, folder => folder.StartsWith("sub-", StringComparison.Ordinal));
        return string.Join('/', subject < 0 ? folders : folders[..(subject + 1)]);
    }

    private static TimeShift ShiftOf(ArchiveOptions options, IEnumerable<ArchiveItem> lists) =>
        TimeShift.Of(lists.SelectMany(item => Moments(ArchivePath.Full(options.Source, item.Path))));

    private static IEnumerable<string> Moments(string path)
    {
        if (TryRead(path) is not { } text)
        {
            return [];
        }

        var table = DelimitedText.Parse(text);
        var column = Array.FindIndex(
            table.Heading, name => DelimitedText.Value(name) == IdentifyingColumns.Time);
        return column < 0 ? []
            : table.Rows.Where(cells => cells.Length > column).Select(cells => DelimitedText.Value(cells[column]));
    }

    /// <summary>The text of a list; null where it cannot be read, which is told when it is cleaned.</summary>
    private static string? TryRead(string path)
    {
        try
        {
            return TextFile.Decode(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
