using System.Security.Cryptography;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>Copies other files, many to one change of the ledger.</summary>
internal static class FileWork
{
    /// <summary>Files to one change of the ledger: each waits for the disk.</summary>
    public const int BatchSize = 100;

    /// <summary>Copies files. One that fails leaves nothing, and the others go on.</summary>
    /// <exception cref="RefacePSException">The disk is full or the ledger cannot be written.</exception>
    public static void Run(RunContext context, IEnumerable<ArchiveItem> batch, CancellationToken cancel)
    {
        var entries = new List<LedgerEntry>();
        try
        {
            foreach (var item in batch)
            {
                cancel.ThrowIfCancellationRequested();
                entries.Add(Copy(context, item, cancel));
            }
        }
        finally
        {
            context.Ledger.Put(entries);
        }

        entries.ForEach(context.Tally.Count);
    }

    /// <summary>Writes a file that depends on what else is in the destination, where it would be another now.</summary>
    /// <exception cref="RefacePSException">The disk is full or the ledger cannot be written.</exception>
    public static void Write(
        RunContext context, ArchiveItem item,
        Func<(FileStamp Input, byte[] Content, IReadOnlyList<string> Notices)> clean, CancellationToken cancel)
    {
        var entry = Guard(context, item, () =>
        {
            var cleaned = clean();
            return context.Known.TryGetValue(item.Path, out var known) && !Staleness.NeedsWork(context, item)
                && known.Scan.OutputHash == Convert.ToHexStringLower(SHA256.HashData(cleaned.Content))
                ? known : Cleaned(context, item, cleaned);
        }, cancel);
        if (!context.Known.TryGetValue(item.Path, out var before) || !ReferenceEquals(before, entry))
        {
            context.Ledger.Put([entry]);
            context.Tally.Count(entry);
        }
    }

    private static LedgerEntry Cleaned(
        RunContext context, ArchiveItem item, (FileStamp Input, byte[] Content, IReadOnlyList<string> Notices) cleaned)
    {
        var to = context.DestinationPath(item.Outputs[0]);
        AtomicFile.CreateFolder(Path.GetDirectoryName(to)!);
        AtomicFile.WriteBytes(
            to, overwrite: true, cleaned.Content, AtomicFile.ModeOf(context.SourcePath(item.Path)));
        return Done(context, item, cleaned.Input, FileStamp.Of(context.Options.Destination, item.Outputs[0]),
            cleaned.Notices);
    }

    private static LedgerEntry Done(
        RunContext context, ArchiveItem item, FileStamp input, FileStamp output, IReadOnlyList<string> notices)
    {
        var done = LedgerEntry.Of(item, ArchiveScanStatus.Done);
        return new(
            done.Scan with
            {
                Parameters = context.Parameters(item),
                InputHash = input.Hash,
                Output = output.Path,
                OutputHash = output.Hash,
            },
            [input], [output]) { Notices = notices };
    }

    private static LedgerEntry Copy(RunContext context, ArchiveItem item, CancellationToken cancel) =>
        Guard(context, item, () =>
    {
        if (FileCleaning.Applies(item.Path)
            || (item.Kind is null && FileCleaning.Holds(context.SourcePath(item.Path))))
        {
            return Cleaned(context, item, FileCleaning.Clean(context.Options, item.Path, cancel));
        }

        var (input, output) = ArchiveFiles.Copy(
            context.SourcePath(item.Path), context.DestinationPath(item.Outputs[0]), item, cancel);
        return Done(context, item, input, output, []);
    }, cancel);

    private static LedgerEntry Guard(
        RunContext context, ArchiveItem item, Func<LedgerEntry> write, CancellationToken cancel)
    {
        try
        {
            return item.Fault is { } fault ? throw fault : write();
        }
        catch (Exception e) when (!WorkFaults.IsStop(e, cancel) && !WorkFaults.EndsRun(e))
        {
            context.Tally.Explain(context.SourcePath(item.Path), e);
            return LedgerEntry.Of(item, ArchiveScanStatus.Failed).Failed(e) with
            {
                Outputs = context.TryRemoveOutputs(item) ? []
                    : context.Known.GetValueOrDefault(item.Path)?.Outputs ?? [],
            };
        }
    }
}
