using System.Diagnostics;
using RefacePS.Files;
using RefacePS.Files.Dicom;
using RefacePS.Volumes;

namespace RefacePS.Archives;

/// <summary>
/// Treats the scans of one session. The voxels of a scan reach the destination in one place, <see cref="Publish"/>, and
/// only after the protector has vouched for them.
/// </summary>
internal sealed class SessionWork : IDisposable
{
    private readonly RunContext context;
    private readonly IReadOnlyList<ArchiveItem> session;
    private readonly ISessionProtector protector;
    private readonly HashSet<string> tried = [];

    private SessionWork(RunContext context, IReadOnlyList<ArchiveItem> session) =>
        (this.context, this.session, protector) = (context, session, context.Protector.Open());

    /// <summary>Treats those scans of a session that need it. A scan that fails leaves nothing, and the others go
    /// on.</summary>
    /// <param name="context">The run.</param>
    /// <param name="session">All scans of the session.</param>
    /// <param name="work">Those to treat.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="RefacePSException">The disk is full or the ledger cannot be written, so that no other scan
    /// could be treated either.</exception>
    public static void Run(RunContext context, IReadOnlyList<ArchiveItem> session, IReadOnlySet<string> work,
        CancellationToken cancel)
    {
        using var scans = new SessionWork(context, session);
        foreach (var item in session.Where(item => work.Contains(item.Path)))
        {
            cancel.ThrowIfCancellationRequested();
            scans.Run(item, cancel);
        }
    }

    public void Dispose() => protector.Dispose();

    private void Run(ArchiveItem item, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var begun = Begin(item);
        context.Ledger.Put(begun);
        LedgerEntry entry;
        try
        {
            // What an earlier run has made goes once there is something in its place, or surely will not be.
            entry = Treat(item, begun, watch, cancel);
            context.RemoveOutputs(item, [.. entry.Outputs.Select(output => output.Path)]);
        }
        catch (Exception e) when (!WorkFaults.IsStop(e, cancel))
        {
            entry = Fail(begun, e, watch) with { Outputs = context.TryRemoveOutputs(item) ? [] : begun.Outputs };
            if (entry.Scan.Status == ArchiveScanStatus.Failed)
            {
                context.Tally.Explain(context.SourcePath(item.Path), e);
            }

            if (WorkFaults.EndsRun(e))
            {
                throw;
            }
        }

        context.Ledger.Put(entry);
        context.Tally.Count(entry);
    }

    private LedgerEntry Begin(ArchiveItem item)
    {
        var entry = LedgerEntry.Of(item, ArchiveScanStatus.Running);
        return entry with
        {
            Scan = entry.Scan with { Parameters = context.Parameters(item), Version = LibraryVersion.Text },

            // A killed run must not forget what it was about to take away.
            Outputs = context.Known.TryGetValue(item.Path, out var known) ? known.Outputs : [],
        };
    }

    private LedgerEntry Treat(ArchiveItem item, LedgerEntry begun, Stopwatch watch, CancellationToken cancel)
    {
        if (item.Fault is { } fault)
        {
            throw fault;
        }

        var inputs = item.Inputs.Select(path => FileStamp.Of(context.Options.Source, path)).ToList();
        var scans = ScanFiles.Read(context.Options.Source, item, cancel);
        RequireUnchanged(inputs);
        var notices = scans.SelectMany(scan => Notices(item, scan)).ToList();
        var results = new List<Volume>();
        foreach (var scan in scans)
        {
            RequireScan(item, scan);
            results.Add(Protect(item, scan, cancel));
            RequireProtected(item, results[^1]);
        }

        // What is written together is as good as the worst of it.
        var worst = results.MaxBy(result => result.Quality!.Status == DefaceStatus.Doubtful)!;
        context.Pictures?.Draw(item.Path, worst, cancel);
        var isHeldBack = worst.Quality?.Status == DefaceStatus.Doubtful && !context.Options.Accepts(item.Path);
        var outputs = isHeldBack ? [] : Publish(item, results, cancel);
        return new LedgerEntry(
            begun.Scan with
            {
                Status = isHeldBack ? ArchiveScanStatus.Doubtful : ArchiveScanStatus.Done,
                Quality = worst.Quality?.Status,
                Reasons = worst.Quality?.Reasons ?? [],
                Model = results.Select(result => result.Model).FirstOrDefault(model => model is not null),
                Seconds = watch.Elapsed.TotalSeconds,
                InputHash = inputs[0].Hash,
                Output = outputs.FirstOrDefault()?.Path,
                OutputHash = outputs.FirstOrDefault()?.Hash,
            },
            inputs, outputs) { Notices = notices };
    }

    /// <summary>The scan goes on without what is told of here.</summary>
    private static IEnumerable<string> Notices(ArchiveItem item, Volume scan)
    {
        if (scan.Header?.SidecarFault is { } fault)
        {
            yield return $"Its sidecar was left aside, and it gets a new one. {fault}";
        }

        if (scan.Origin is DicomOrigin { Copies: { Count: > 0 } copies })
        {
            yield return $"{Counted.Of(copies.Count, "of its files is a copy", "of its files are copies")} of others, "
                + $"such as '{copies[0].Copy}' of "
                + $"'{copies[0].Original}'. All come out alike.";
        }

        if (LeftoverBits.FileOf(scan) is { } file)
        {
            yield return $"'{file}' has something in bits that it does not say are stored. It is left out.";
        }

        if (SuspectName.WordOf(scan, item.Path) is { } word)
        {
            yield return $"Its name, or that of a folder, may name a person: its header or sidecar says '{word}' too. "
                + "Rename it.";
        }
    }

    private Volume Protect(ArchiveItem item, Volume scan, CancellationToken cancel)
    {
        tried.Add(item.Path);
        var isPhase = item.IsDicom && ScanName.Of(scan).IsPhases;
        if (item.Role == ArchiveRole.Head && !isPhase)
        {
            return protector.ProtectHead(scan, item.Treatment, cancel);
        }

        Locate(item, cancel);
        return protector.ProtectCompanion(scan, isPhase ? Treatment.Clear : item.Treatment, cancel);
    }

    /// <summary>Scans that an earlier run has done still say where the face of another image is.</summary>
    private void Locate(ArchiveItem item, CancellationToken cancel)
    {
        foreach (var placing in Placing(item).Where(placing => tried.Add(placing.Path)))
        {
            try
            {
                var scan = ScanFiles.Read(context.Options.Source, placing, cancel)[0];
                if (placing.Role == ArchiveRole.Head)
                {
                    protector.Locate(scan, cancel);
                }
                else
                {
                    protector.ProtectCompanion(scan, placing.Treatment, cancel);
                }
            }
            catch (RefacePSException)
            {
                // The scan itself has failed and was told of; without it the image stands for itself.
            }
        }
    }

    /// <summary>The scans that may say where the face of an image is: heads, and of a phase its magnitude.</summary>
    private IEnumerable<ArchiveItem> Placing(ArchiveItem item) =>
        session.Where(other => item.PlacedBy.Contains(other.Path)).OrderBy(other => other.Role);

    /// <summary>An image whose name does not say what it is may be labels, which no face is to be grown into.</summary>
    private void RequireScan(ArchiveItem item, Volume scan)
    {
        if (item.Role == ArchiveRole.Head && !ScanName.Parse(item.Path).IsHead && LabelContent.IsIn(scan))
        {
            throw new ArchiveException(
                ArchiveFault.NoHeadInSession, context.SourcePath(item.Path),
                "Its values are labels, and its name does not say whose head they are of. It is left out; give it a "
                + "BIDS name (sub-01_dseg) in the session of its head.");
        }
    }

    private void RequireUnchanged(IEnumerable<FileStamp> inputs)
    {
        foreach (var input in inputs)
        {
            if (!input.Holds(context.Options.Source))
            {
                throw FileReading.Changed(context.SourcePath(input.Path));
            }
        }
    }

    /// <summary>The last look before anything is written: nothing that is not known to be treated gets past
    /// it.</summary>
    private void RequireProtected(ArchiveItem item, Volume result)
    {
        if (result.Kind == VolumeKind.Original || result.FaceMask is null || result.Quality is null)
        {
            throw new ArchiveException(ArchiveFault.ScanNotProtected, context.SourcePath(item.Path),
                "It was not treated. Nothing is written.");
        }
    }

    private List<FileStamp> Publish(ArchiveItem item, IReadOnlyList<Volume> results, CancellationToken cancel)
    {
        ScanFiles.Write(context, item, results, cancel);
        return [.. item.Outputs.Select(path => FileStamp.Of(context.Options.Destination, path))];
    }

    private static LedgerEntry Fail(LedgerEntry begun, Exception e, Stopwatch watch)
    {
        var failed = begun.Failed(e);
        var status = IsHeldBack(e) ? ArchiveScanStatus.Withheld : ArchiveScanStatus.Failed;
        return failed with { Scan = failed.Scan with { Status = status, Seconds = watch.Elapsed.TotalSeconds } };
    }

    /// <summary>True where nothing is wrong with a scan: it cannot be treated as it is.</summary>
    private static bool IsHeldBack(Exception e) => e is ArchiveException { Fault: ArchiveFault.NoHeadInSession }
        or VolumeFormatException { Fault: VolumeFormatFault.UnsupportedTransferSyntax };
}
