namespace RefacePS;

/// <summary>One scan of an archive, as the ledger knows it.</summary>
public sealed record ArchiveScan
{
    /// <summary>Path of the image below the source, with forward slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Subject: the BIDS <c>sub-</c> label, or the file's stem.</summary>
    public string? Subject { get; init; }

    /// <summary>Session: the BIDS <c>ses-</c> label, or null.</summary>
    public string? Session { get; init; }

    /// <summary>Its role in the removal of faces.</summary>
    public ArchiveRole Role { get; init; }

    /// <summary>Its progress.</summary>
    public ArchiveScanStatus Status { get; init; }

    /// <summary>The verdict on the defacing; null before.</summary>
    public DefaceStatus? Quality { get; init; }

    /// <summary>Reasons for a quality that is not Good, or for which the scan failed or was withheld; empty
    /// otherwise.</summary>
    public IReadOnlyList<string> Reasons { get; init => field = value.Readable(); } = Readables.None<string>();

    /// <summary>Id of the error that it failed with, or null.</summary>
    public string? ErrorId { get; init; }

    /// <summary>The parameters of the treatment: method, region, atlas, model. A scan is done again when this
    /// changes.</summary>
    public string Parameters { get; init; } = string.Empty;

    /// <summary>Name and version of the model that made the artificial face; null where there is none.</summary>
    public string? Model { get; init; }

    /// <summary>Version of RefacePS that treated it; null before.</summary>
    public string? Version { get; init; }

    /// <summary>Seconds that it took.</summary>
    public double Seconds { get; init; }

    /// <summary>SHA-256 of the image that came in, in lower-case hexadecimal; null before.</summary>
    public string? InputHash { get; init; }

    /// <summary>Path of the result below the destination, with forward slashes; null where there is none.</summary>
    public string? Output { get; init; }

    /// <summary>SHA-256 of the result; null where there is none.</summary>
    public string? OutputHash { get; init; }

    /// <summary>The time at which this was written.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Path} ({Status})";
}
