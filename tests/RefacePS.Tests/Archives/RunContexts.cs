using RefacePS.ArchiveHost;
using RefacePS.Archives;

namespace RefacePS.Tests.Archives;

/// <summary>Contexts of runs that are tested in parts.</summary>
internal static class RunContexts
{
    /// <summary>The context of a run in which <see cref="HalfProtector"/> takes faces off.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="known">Rows of the ledger when the run began.</param>
    /// <param name="ledger">Takes down what becomes of files; null where nothing is written.</param>
    /// <param name="observer">Hears what happens.</param>
    public static RunContext Of(ArchivePlan plan, IEnumerable<LedgerEntry>? known = null, ILedgerWriter? ledger = null,
        IArchiveObserver? observer = null) => new(
        plan.Options, new HalfProtector(), ledger!, (known ?? []).ToDictionary(entry => entry.Scan.Path),
        new RunTally(observer ?? new HeardObserver()), null)
    {
        Guard = new(plan.Options.Source, plan.Options.Destination),
        Planned = OutputClaims.Of(plan),
    };
}
