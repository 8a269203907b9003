using System.Text;
using RefacePS.Archives.Review;
using RefacePS.Files;
using RefacePS.Files.Dicom.Writing;

namespace RefacePS.Archives;

/// <summary>Carries a plan out. A run that was killed at any moment is finished by the next.</summary>
public static class ArchiveRun
{
    /// <summary>Treats what is missing, changed or failed.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="protector">Takes faces off; stays the caller's.</param>
    /// <param name="observer">Hears what happens.</param>
    /// <param name="cancel">Ends the run after the scans in work; the next goes on.</param>
    /// <exception cref="ArchiveException">The destination is not one of an earlier run, another run has it, or its
    /// ledger cannot be used.</exception>
    /// <exception cref="VolumeFileException">The destination cannot be written, or the disk is full.</exception>
    public static ArchiveSummary Run(ArchivePlan plan, IScanProtector protector, IArchiveObserver observer,
        CancellationToken cancel = default) =>
        Run(plan, protector, observer, new LocalEngine(), cancel);

    /// <summary>The same, with the work done elsewhere.</summary>
    internal static ArchiveSummary Run(ArchivePlan plan, IScanProtector protector, IArchiveObserver observer,
        IArchiveEngine engine, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(protector);
        ArgumentNullException.ThrowIfNull(observer);
        plan = WithPresentKey(plan, cancel);
        var options = plan.Options;
        RequireOurs(options.Destination);
        var guard = DestinationGuard.Of(plan, cancel);
        AtomicFile.CreateFolder(options.Destination);
        using var right = ArchiveLock.Take(options.Destination);
        plan = ArchiveFolder.IsCaseBlind(options.Destination)
            ? OutputClaims.Settle(plan, StringComparer.OrdinalIgnoreCase) : plan;
        if (!ArchiveFolder.HasJobs(options.Destination))
        {
            ArchiveFolder.Sweep(options.Destination);
        }

        using var ledger = Ledger.Open(options.Destination);
        engine.Prepare(options.Destination, ledger, cancel);
        if (options.Layout == ArchiveLayout.Derivative)
        {
            DescribeDerivative(options, cancel);
        }
        else if (!plan.Files.Any(item => item.Outputs.Contains(DatasetDescription.FileName))
            && DatasetDescription.IsOfDerivative(DatasetDescription.Read(options.Destination, cancel)))
        {
            // An earlier run made a derivative here, and no source will replace what it said of that.
            var path = ArchivePath.Full(options.Destination, DatasetDescription.FileName);
            AtomicFile.Try(path, () => File.Delete(path));
        }

        return Run(plan, protector, observer, engine, ledger, guard, cancel);
    }

    private static ArchiveSummary Run(
        ArchivePlan plan, IScanProtector protector, IArchiveObserver observer, IArchiveEngine engine, Ledger ledger,
        DestinationGuard guard, CancellationToken cancel)
    {
        var options = plan.Options;
        var known = ledger.ReadByPath();
        var pictures = options.ReviewPath is null ? null : new ReviewPictures(options.ReviewPath);
        var context = new RunContext(options, protector, ledger, known, new RunTally(observer), pictures)
        {
            Guard = guard,
            Planned = OutputClaims.Of(plan),
        };
        var work = plan.Items.Where(item => item.Treatment != Treatment.Withhold)
            .Where(item => Staleness.NeedsWork(context, item)).ToList();
        context.Tally.Begin(work);
        Announce(context, plan, work, observer);
        try
        {
            engine.Work(context, plan, [.. work.Where(item => !ScanLists.IsList(item.Path))], ledger, cancel);
            ScanLists.Write(context, plan, cancel);
            DestinationFiles.RemoveEmptyFolders(
                guard, known.Values.SelectMany(entry => entry.Outputs).Select(output => output.Path),
                plan.Items.SelectMany(item => item.Outputs));
            ledger.Forget(GoneWithoutTrace(context, plan, known.Values));
        }
        finally
        {
            pictures?.WriteSheet(ledger.Read().Select(entry => entry.Scan));
        }

        return Summarise(context, plan, work, ledger.Read(), pictures);
    }

    /// <summary>Another run may have made the user's key since the plan was made, and its names with one that was not
    /// kept.</summary>
    private static ArchivePlan WithPresentKey(ArchivePlan plan, CancellationToken cancel) =>
        plan.DicomKey is { } key && SecretKey.Of(plan.Options.Dicom).Fingerprint != key
            ? ArchivePlanner.Plan(plan.Options, cancel) : plan;

    /// <summary>A folder that is no destination of ours may hold anything, unchanged scans too.</summary>
    private static void RequireOurs(string destination)
    {
        if (!File.Exists(ArchiveFolder.Ledger(destination)) && Directory.Exists(destination)
            && Directory.EnumerateFileSystemEntries(destination)
            .Any(entry => Path.GetFileName(entry) != ArchiveFolder.Name))
        {
            throw new ArchiveException(ArchiveFault.DestinationNotEmpty, destination,
                "The folder holds files that were not put there by Protect-Archive. Choose an empty or new one.");
        }
    }

    /// <summary>Files that are gone from the source, and of which the destination has nothing: what could not be
    /// protected and was deleted is nobody's concern any more.</summary>
    private static IEnumerable<string> GoneWithoutTrace(
        RunContext context, ArchivePlan plan, IEnumerable<LedgerEntry> known)
    {
        var planned = plan.Items.Select(item => item.Path).ToHashSet(StringComparer.Ordinal);
        return known.Where(entry => entry.Outputs.Count == 0 && !planned.Contains(entry.Scan.Path)
            && !Path.Exists(context.SourcePath(entry.Scan.Path))).Select(entry => entry.Scan.Path);
    }

    /// <summary>Writes the plan into the ledger, so that its readers know how much there is, and what is left out for
    /// good.</summary>
    private static void Announce(RunContext context, ArchivePlan plan, IEnumerable<ArchiveItem> work,
        IArchiveObserver observer)
    {
        var withheld = plan.Items.Where(item => item.Treatment == Treatment.Withhold).ToList();
        withheld.ForEach(item => context.RemoveOutputs(item));
        var entries = withheld.Select(Withheld).ToList();
        context.Ledger.Put(
            [.. entries, .. work.Where(item => item.IsScan && !context.Known.ContainsKey(item.Path))
                .Select(item => LedgerEntry.Of(item, ArchiveScanStatus.Pending))]);
        entries.ForEach(entry => observer.HeldBack(entry.Scan));
    }

    private static LedgerEntry Withheld(ArchiveItem item)
    {
        var entry = LedgerEntry.Of(item, ArchiveScanStatus.Withheld);
        return entry with { Scan = entry.Scan with { ErrorId = item.Fault!.ErrorId, Reasons = [item.Fault.Message] } };
    }

    private static void DescribeDerivative(ArchiveOptions options, CancellationToken cancel)
    {
        var text = JsonFile.Format(
            DatasetDescription.Of(DatasetDescription.Read(options.Source, cancel), options.Layout));
        var path = Path.Combine(options.Destination, DatasetDescription.FileName);
        AtomicFile.WriteBytes(path, overwrite: true, Encoding.UTF8.GetBytes(text));
    }

    private static ArchiveSummary Summarise(
        RunContext context, ArchivePlan plan, IReadOnlyCollection<ArchiveItem> work, IEnumerable<LedgerEntry> entries,
        ReviewPictures? pictures)
    {
        var scans = plan.Scans.Select(item => item.Path).ToHashSet(StringComparer.Ordinal);
        var all = entries.ToList();
        var rows = all.Select(entry => entry.Scan).Where(scan => scan.Role != ArchiveRole.File).ToList();
        var now = rows.Where(scan => scans.Contains(scan.Path)).ToList();
        return new ArchiveSummary
        {
            Source = context.Options.Source,
            Destination = context.Options.Destination,
            Scans = scans.Count,
            Protected = context.Tally.Protected,
            Unchanged = now.Count(scan => scan.Status == ArchiveScanStatus.Done) - context.Tally.Protected,
            Doubtful = now.Count(scan => scan.Status == ArchiveScanStatus.Doubtful),
            Failed = context.Tally.Failed,
            Withheld = now.Count(scan => scan.Status == ArchiveScanStatus.Withheld),
            FilesCopied = context.Tally.FilesCopied,
            FilesFailed = context.Tally.FilesFailed,
            FilesWithheld = plan.Files.Count(item => item.Treatment == Treatment.Withhold),
            FilesLeft = DestinationFiles.Left(plan, all),
            ForeignFiles = DestinationFiles.Foreign(plan.Options, all),
            SourceGone = rows.Count(scan => scan.Output is not null && !scans.Contains(scan.Path)),
            Elapsed = context.Tally.Elapsed,
            ScansPerHour = context.Tally.TreatedPerHour,
            ReviewSheet = pictures?.SheetPath,
        };
    }
}
