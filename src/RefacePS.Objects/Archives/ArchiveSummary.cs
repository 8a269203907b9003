namespace RefacePS;

/// <summary>The outcome of a run over an archive.</summary>
public sealed record ArchiveSummary
{
    /// <summary>Full path of the tree that was read.</summary>
    public required string Source { get; init; }

    /// <summary>Full path of the tree that was written.</summary>
    public required string Destination { get; init; }

    /// <summary>Scans in the source.</summary>
    public int Scans { get; init; }

    /// <summary>Scans that this run treated and put into the destination.</summary>
    public int Protected { get; init; }

    /// <summary>Scans that an earlier run had done, and that are as they were.</summary>
    public int Unchanged { get; init; }

    /// <summary>Scans held back until a person has looked at them.</summary>
    public int Doubtful { get; init; }

    /// <summary>Scans that could not be treated.</summary>
    public int Failed { get; init; }

    /// <summary>Images of kinds that cannot be treated, left out of the destination.</summary>
    public int Withheld { get; init; }

    /// <summary>Other files that this run copied.</summary>
    public int FilesCopied { get; init; }

    /// <summary>Other files that could not be copied.</summary>
    public int FilesFailed { get; init; }

    /// <summary>Scans in the destination whose source is gone. They were left as they are.</summary>
    public int SourceGone { get; init; }

    /// <summary>The time that it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Full path of the contact sheet; null where none was asked for.</summary>
    public string? ReviewSheet { get; init; }

    /// <summary>Scans treated an hour, this run's failures and doubtful results included.</summary>
    public double ScansPerHour { get; init; }

    /// <summary>True if every scan and file is in the destination, or held back for a reason that a person can
    /// settle.</summary>
    public bool Succeeded => Failed == 0 && FilesFailed == 0;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Scans} scans: {Protected} protected, {Unchanged} unchanged, {Doubtful} doubtful, {Failed} failed, "
            + $"{Withheld} withheld";
}
