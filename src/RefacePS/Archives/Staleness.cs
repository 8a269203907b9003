namespace RefacePS.Archives;

/// <summary>Tells what is to be done from what an earlier run has done and nothing has changed since.</summary>
internal static class Staleness
{
    /// <summary>True if an item is to be worked on.</summary>
    public static bool NeedsWork(RunContext context, ArchiveItem item)
    {
        if (!context.Known.TryGetValue(item.Path, out var entry) || !entry.IsSettled || item.Fault is not null
            || entry.Scan.Role != item.Role || entry.Scan.Parameters != context.Parameters(item)
            || !HoldInputs(context.Options, item, entry))
        {
            return true;
        }

        return entry.Scan.Status == ArchiveScanStatus.Doubtful ? context.Options.Accepts(item.Path)
            : !HoldOutputs(context.Options, item, entry);
    }

    private static bool HoldInputs(ArchiveOptions options, ArchiveItem item, LedgerEntry entry) =>
        entry.Inputs.Select(input => input.Path).SequenceEqual(item.Inputs)
        && entry.Inputs.All(input => input.Holds(options.Source));

    private static bool HoldOutputs(ArchiveOptions options, ArchiveItem item, LedgerEntry entry) =>
        entry.Outputs.Select(output => output.Path).SequenceEqual(item.Outputs)
        && entry.Outputs.All(output => output.Holds(options.Destination));
}
