namespace RefacePS.Archives;

/// <summary>Tells what is to be done from what an earlier run has done and nothing has changed since.</summary>
public static class Staleness
{
    /// <summary>Paths of the items that a run would leave as an earlier one has made them.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="protector">Says by what parameters scans are treated.</param>
    public static IReadOnlySet<string> Unchanged(ArchivePlan plan, IScanProtector protector)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var parameters = new ItemParameters(plan.Options, protector);
        var known = KnownOf(plan.Options.Destination);
        return plan.Items.Where(item => item.Treatment != Treatment.Withhold
                && !NeedsWork(plan.Options, known, item, parameters.Of(item)))
            .Select(item => item.Path).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>True if an item is to be worked on.</summary>
    internal static bool NeedsWork(RunContext context, ArchiveItem item) =>
        NeedsWork(context.Options, context.Known, item, context.Parameters(item));

    private static bool NeedsWork(
        ArchiveOptions options, IReadOnlyDictionary<string, LedgerEntry> known, ArchiveItem item, string parameters)
    {
        if (!known.TryGetValue(item.Path, out var entry) || !entry.IsSettled || item.Fault is not null
            || entry.Scan.Role != item.Role || entry.Scan.Parameters != parameters
            || !HoldInputs(options, item, entry))
        {
            return true;
        }

        return entry.Scan.Status == ArchiveScanStatus.Doubtful ? options.Accepts(item.Path)
            : !HoldOutputs(options, item, entry);
    }

    /// <summary>The rows of the ledger of a destination by path; none where it has none that can be read, which the run
    /// will tell of.</summary>
    private static Dictionary<string, LedgerEntry> KnownOf(string destination)
    {
        try
        {
            return Ledger.Read(destination).ToDictionary(entry => entry.Scan.Path, StringComparer.Ordinal);
        }
        catch (ArchiveException)
        {
            return [];
        }
    }

    private static bool HoldInputs(ArchiveOptions options, ArchiveItem item, LedgerEntry entry) =>
        entry.Inputs.Select(input => input.Path).SequenceEqual(item.Inputs)
        && entry.Inputs.All(input => input.Holds(options.Source));

    private static bool HoldOutputs(ArchiveOptions options, ArchiveItem item, LedgerEntry entry) =>
        entry.Outputs.Select(output => output.Path).SequenceEqual(item.Outputs)
        && entry.Outputs.All(output => output.Holds(options.Destination));
}
