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
    /// <summary>Full path of a file of the source.</summary>
    public string SourcePath(string path) => ArchiveFolder.FullPath(Options.Source, path);

    /// <summary>Full path of a file of the destination.</summary>
    public string DestinationPath(string path) => ArchiveFolder.FullPath(Options.Destination, path);

    /// <summary>Everything that decides what comes of an item, other than its content.</summary>
    public string Parameters(ArchiveItem item) => item.Treatment is Treatment.Copy or Treatment.Withhold
        ? FileCleaning.Parameters(item.Path, Options)
        : Protector.Parameters(item.Treatment);

    /// <summary>Takes away what the destination has of an item.</summary>
    public void RemoveOutputs(ArchiveItem item) => ArchiveFiles.Remove(
        Options.Destination, item.Outputs.Concat(
            Known.TryGetValue(item.Path, out var known) ? known.Outputs.Select(output => output.Path) : []).Distinct());
}
