using System.Text.Json;
using RefacePS.Files;
using RefacePS.Files.Dicom.Writing;

namespace RefacePS.Archives.Slurm;

/// <summary>The manifest of a task: its part of a plan, with all that it has to know, for a task neither opens the
/// ledger nor plans.</summary>
internal sealed record TaskManifest
{
    /// <summary>A task starts in some seconds, which a few sessions outweigh.</summary>
    private const int SessionsAtLeast = 20;

    /// <summary>An array has 1001 tasks at most where nobody has said otherwise (<c>MaxArraySize</c>).</summary>
    private const int TasksAtMost = 1000;

    private static readonly JsonSerializerOptions Json = new() { Converters = { new FaultConverter() } };

    /// <summary>Full path of the source.</summary>
    public required string Source { get; init; }

    /// <summary>Full path of the destination.</summary>
    public required string Destination { get; init; }

    /// <summary>Full path of the folder of the contact sheet, or null.</summary>
    public string? ReviewPath { get; init; }

    /// <summary>True if the times of scans in tables stay as they are.</summary>
    public bool KeepTimes { get; init; }

    /// <summary>The thing that takes the place of faces.</summary>
    public ArchiveMethod Method { get; init; }

    /// <summary>The kind of destination.</summary>
    public ArchiveLayout Layout { get; init; }

    /// <summary>The way in which DICOM series are written, without the key: that stays in the user's profile.</summary>
    public DicomWriteOptions Dicom { get; init; } = new();

    /// <summary>The fingerprint of that key; null where there are no DICOM series.</summary>
    public string? DicomKey { get; init; }

    /// <summary>Sessions worked on at once.</summary>
    public int Workers { get; init; }

    /// <summary>Sessions with all their scans.</summary>
    public required IReadOnlyList<IReadOnlyList<ArchiveItem>> Sessions { get; init; }

    /// <summary>Other files to copy.</summary>
    public required IReadOnlyList<ArchiveItem> Files { get; init; }

    /// <summary>Paths of the scans to treat.</summary>
    public required IReadOnlyList<string> Work { get; init; }

    /// <summary>Paths of doubtful scans that go into the destination all the same.</summary>
    public required IReadOnlyList<string> Accepted { get; init; }

    /// <summary>Rows of the ledger on these scans and files.</summary>
    public required IReadOnlyList<LedgerEntry> Known { get; init; }

    /// <summary>Files that these scans and files were once written to, and that belong to those of other tasks
    /// now.</summary>
    public IReadOnlyList<string> Taken { get; init; } = [];

    /// <summary>Divides work among tasks.</summary>
    /// <param name="context">The run, with what is known by now.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="work">Items to treat or copy.</param>
    /// <param name="sessionsPerTask">Sessions of a task, or 0.</param>
    public static IReadOnlyList<TaskManifest> Divide(
        RunContext context, ArchivePlan plan, IReadOnlyCollection<ArchiveItem> work, int sessionsPerTask)
    {
        var paths = work.Select(item => item.Path).ToHashSet(StringComparer.Ordinal);
        var sessions = plan.Sessions.Where(session => session.Any(item => paths.Contains(item.Path)))
            .OrderBy(session => session.Any(HasBegun)).ToList();
        var files = work.Where(item => !item.IsScan).ToList();
        var size = sessionsPerTask > 0 ? sessionsPerTask
            : Math.Max(SessionsAtLeast, Share(sessions.Count, TasksAtMost));
        var count = Math.Max(1, Math.Max(Share(sessions.Count, size), Share(files.Count, size * FileWork.BatchSize)));
        count = sessionsPerTask > 0 ? count : Math.Min(count, TasksAtMost);
        var (sessionParts, fileParts) = (Parts(sessions, count), Parts(files, count));
        return [.. Enumerable.Range(0, count).Select(i => Of(context, paths, sessionParts[i], fileParts[i]))];

        // What a task had in work when it ended may be what ended it: the rest goes first.
        bool HasBegun(ArchiveItem item) => context.Known.TryGetValue(item.Path, out var entry)
            && entry.Scan.Status == ArchiveScanStatus.Running;
    }

    /// <summary>Writes it into a file.</summary>
    public void Write(string path) =>
        AtomicFile.Write(path, overwrite: false, stream => JsonSerializer.Serialize(stream, this, Json));

    /// <summary>Reads it from a file.</summary>
    /// <exception cref="SlurmException">It is not there.</exception>
    public static TaskManifest Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return (JsonSerializer.Deserialize<TaskManifest>(stream, Json) ?? throw new JsonException("It is null."))
                .Checked();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new SlurmException(
                SlurmFault.ManifestNotFound,
                $"'{path}': The manifest of a task cannot be read: {e.Message} Its job was gathered, or the node does "
                    + "not see the folder.", e);
        }
    }

    /// <summary>The manifest, once its paths are known to lie below source and destination.</summary>
    private TaskManifest Checked()
    {
        foreach (var item in Sessions.SelectMany(session => session).Concat(Files))
        {
            ArchivePath.Require([item.Path, .. item.Slices, .. item.Inputs, .. item.Outputs]);
        }

        return this with { Known = [.. Known.Select(entry => entry.Checked())] };
    }

    /// <summary>All items that are to be treated or copied.</summary>
    public IEnumerable<ArchiveItem> Items()
    {
        var work = Work.ToHashSet(StringComparer.Ordinal);
        return Sessions.SelectMany(session => session).Where(item => work.Contains(item.Path)).Concat(Files);
    }

    /// <summary>The plan that a task carries out.</summary>
    public ArchivePlan ToPlan()
    {
        var accepted = Accepted.ToHashSet(StringComparer.Ordinal);
        return new(
            new ArchiveOptions { Source = Source, Destination = Destination, ReviewPath = ReviewPath, Workers = Workers,
                KeepTimes = KeepTimes, Method = Method, Layout = Layout,
                Dicom = Dicom with { Key = TaskKey.Get() },
                Accepts = accepted.Contains }, Sessions, Files);
    }

    /// <summary>With another key a patient would have another name on each node.</summary>
    /// <exception cref="SlurmException">This node has another key.</exception>
    public void RequireKey(DicomWriteOptions dicom)
    {
        if (DicomKey is { } key && SecretKey.Of(dicom).Fingerprint != key)
        {
            throw new SlurmException(
                SlurmFault.KeyNotFound,
                $"The key for new UIDs is another on this node than where the job was submitted. Share the user's "
                    + "profile between the nodes, or give a key with -UidKey and let Slurm pass "
                    + $"{TaskKey.Variable} on.");
        }
    }

    private static TaskManifest Of(
        RunContext context, HashSet<string> work, IReadOnlyList<IReadOnlyList<ArchiveItem>> sessions,
        IReadOnlyList<ArchiveItem> files)
    {
        var items = sessions.SelectMany(session => session).ToList();
        var known = items.Concat(files).Select(item => context.Known.GetValueOrDefault(item.Path))
            .OfType<LedgerEntry>().ToList();
        return new()
        {
            Source = context.Options.Source,
            Destination = context.Options.Destination,
            ReviewPath = context.Options.ReviewPath,
            KeepTimes = context.Options.KeepTimes,
            Method = context.Options.Method,
            Layout = context.Options.Layout,
            Dicom = context.Options.Dicom with { Key = null },
            DicomKey = items.Exists(item => item.IsDicom) ? SecretKey.Of(context.Options.Dicom).Fingerprint : null,
            Workers = context.Options.Workers,
            Sessions = sessions,
            Files = files,
            Work = [.. items.Select(item => item.Path).Where(work.Contains)],
            Accepted = [.. items.Select(item => item.Path).Where(path => context.Options.Accepts(path))],
            Known = known,
            Taken = [.. known.SelectMany(entry => entry.Outputs).Select(output => output.Path)
                .Where(context.Planned.Contains).Distinct()],
        };
    }

    private static int Share(int count, int of) => (count + of - 1) / of;

    /// <summary>Parts of about the same size, in order.</summary>
    private static List<IReadOnlyList<T>> Parts<T>(List<T> all, int count) => [.. Enumerable.Range(0, count)
        .Select(i => all.GetRange((int)((long)i * all.Count / count), (int)((long)(i + 1) * all.Count / count) - (int)(
            (long)i * all.Count / count)))];
}
