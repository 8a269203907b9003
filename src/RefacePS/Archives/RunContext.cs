using RefacePS.Archives.Review;
using RefacePS.Files;

namespace RefacePS.Archives;

/// <summary>The context that the parts of a run share.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Protector">Takes faces off.</param>
/// <param name="Ledger">Takes down what becomes of files.</param>
/// <param name="Known">Its rows when the run began, by path.</param>
/// <param name="Tally">Counts.</param>
/// <param name="Pictures">Draws results for the contact sheet; null where none was asked for.</param>
internal sealed record RunContext(
    ArchiveOptions Options, IScanProtector Protector, ILedgerWriter Ledger,
    IReadOnlyDictionary<string, LedgerEntry> Known, RunTally Tally, ReviewPictures? Pictures)
{
    private readonly ItemParameters parameters = new(Options, Protector);

    /// <summary>Full path of a file of the source.</summary>
    public string SourcePath(string path) => ArchivePath.Full(Options.Source, path);

    /// <summary>Keeps the run within the destination.</summary>
    public required DestinationGuard Guard { get; init; }

    /// <summary>All paths below the destination that the plan has a use for.</summary>
    public required IReadOnlySet<string> Planned { get; init; }

    /// <summary>Full path of a file of the destination that is about to be written.</summary>
    /// <exception cref="ArchiveException">The path leads out of the destination, or to a file of the
    /// source.</exception>
    public string DestinationPath(string path) => Guard.Require(path);

    /// <summary>Everything that decides what comes of an item, other than its content.</summary>
    public string Parameters(ArchiveItem item) => parameters.Of(item);

    /// <summary>Takes away what the destination has of an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="kept">What it has now, and keeps.</param>
    public void RemoveOutputs(ArchiveItem item, params IReadOnlyCollection<string> kept)
    {
        // What an item was called before may be what another is called now.
        var known = Known.TryGetValue(item.Path, out var entry) ? entry.Outputs.Select(output => output.Path) : [];
        ArchiveFiles.Remove(Guard, item.Outputs.Concat(known.Where(path => !Planned.Contains(path))).Except(kept));
    }

    /// <summary>The same, as far as it can be: something that cannot be deleted now is a result of an earlier run, and
    /// the next run tries again.</summary>
    /// <returns>Whether nothing is left of the item.</returns>
    public bool TryRemoveOutputs(ArchiveItem item)
    {
        try
        {
            RemoveOutputs(item);
            return true;
        }
        catch (RefacePSException e) when (e is VolumeFileException or ArchiveException)
        {
            return false;
        }
    }
}
