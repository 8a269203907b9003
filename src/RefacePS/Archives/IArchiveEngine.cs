namespace RefacePS.Archives;

/// <summary>A place in which the work of a run is done.</summary>
internal interface IArchiveEngine
{
    /// <summary>Makes sure that nothing else writes the destination any more. The run has the right to write it, and
    /// has not planned its work yet.</summary>
    /// <exception cref="RefacePSException">Something else does.</exception>
    void Prepare(string destination, Ledger ledger, CancellationToken cancel);

    /// <summary>Does the work; what becomes of each item is in the ledger afterwards.</summary>
    /// <param name="context">The run.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="work">The items of the plan to treat or copy.</param>
    /// <param name="ledger">The ledger of the destination.</param>
    /// <param name="cancel">Ends the work.</param>
    void Work(RunContext context, ArchivePlan plan, IReadOnlyList<ArchiveItem> work, Ledger ledger,
        CancellationToken cancel);
}
