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

    private static LedgerEntry Copy(RunContext context, ArchiveItem item, CancellationToken cancel)
    {
        try
        {
            if (item.Fault is { } fault)
            {
                throw fault;
            }

            var (input, output) = ArchiveFiles.Copy(
                context.SourcePath(item.Path), context.DestinationPath(item.Outputs[0]), item, cancel);
            var done = LedgerEntry.Of(item, ArchiveScanStatus.Done);
            return new(done.Scan with { InputHash = input.Hash, Output = output.Path, OutputHash = output.Hash },
                [input], [output]);
        }
        catch (RefacePSException e) when (e is not VolumeFileException { Fault: VolumeFileFault.DiskFull })
        {
            context.RemoveOutputs(item);
            context.Tally.Explain(context.SourcePath(item.Path), e);
            var failed = LedgerEntry.Of(item, ArchiveScanStatus.Failed);
            return failed with { Scan = failed.Scan with { ErrorId = e.ErrorId, Reasons = [e.Message] } };
        }
    }
}
