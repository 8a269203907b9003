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

    /// <summary>Images of kinds that cannot be treated, containers, links that lead out: left out of the
    /// destination.</summary>
    public int Withheld { get; init; }

    /// <summary>Scans that are in the destination without their faces: those of this run and of earlier ones.</summary>
    public int Published => Protected + Unchanged;

    /// <summary>Other files that this run copied.</summary>
    public int FilesCopied { get; init; }

    /// <summary>Other files that could not be copied.</summary>
    public int FilesFailed { get; init; }

    /// <summary>Other files that are not known to be harmless, left out of the destination.</summary>
    public int FilesWithheld { get; init; }

    /// <summary>Other files in the destination whose source is gone or is left out now. They were left as they
    /// are.</summary>
    public int FilesLeft { get; init; }

    /// <summary>Paths below the destination, with forward slashes, of files that no run has put there: nobody has
    /// looked at them.</summary>
    public IReadOnlyList<string> ForeignFiles { get; init => field = value.Readable(); } = Readables.None<string>();

    /// <summary>Scans in the destination whose source is gone. They were left as they are.</summary>
    public int SourceGone { get; init; }

    /// <summary>The time that it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Full path of the contact sheet; null where none was asked for.</summary>
    public string? ReviewSheet { get; init; }

    /// <summary>Scans treated an hour, this run's failures and doubtful results included; null where it treated none to
    /// the end.</summary>
    public double? ScansPerHour { get; init; }

    /// <summary>True if nothing failed. Scans may be held back, and scans and files withheld: see
    /// <see cref="IsComplete"/>.</summary>
    public bool Succeeded => Failed == 0 && FilesFailed == 0;

    /// <summary>True if every scan and file of the source is in the destination: nothing failed, is held back or
    /// withheld.</summary>
    public bool IsComplete => Succeeded && Doubtful == 0 && Withheld == 0 && FilesWithheld == 0;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Counted.Of(Scans, "scan")}: {Published} published ({Protected} now), {Doubtful} held back, {Failed} failed, "
            + $"{Withheld} withheld; {Counted.Of(FilesWithheld, "other file")} withheld";
}
