namespace RefacePS;

/// <summary>The verdict on whether a scan still shows a face.</summary>
public enum FaceCheckStatus
{
    /// <summary>There is no face, or too little of one to know a person by.</summary>
    NoFace,

    /// <summary>There is a face.</summary>
    Face,

    /// <summary>There is a face that the sidecar says to be artificial, and the sidecar has the hash of the
    /// image.</summary>
    ArtificialFace,

    /// <summary>Something between; a person should look.</summary>
    Uncertain,

    /// <summary>No head was found, so that nothing can be said; a person should look.</summary>
    HeadNotFound,
}

/// <summary>The findings of a look at one scan.</summary>
public sealed record FaceCheck
{
    /// <summary>Full path of the scan.</summary>
    public required string Path { get; init; }

    /// <summary>The verdict.</summary>
    public required FaceCheckStatus Status { get; init; }

    /// <summary>Share of the face's expected tissue that the scan has, 0 to 1; NaN where no head was found.</summary>
    public required double FaceTissue { get; init; }

    /// <summary>Correlation ratio of the scan given the atlas in and round the face, 0 to 1; NaN where no head was
    /// found.</summary>
    public required double FaceAgreement { get; init; }

    /// <summary>Share of the face that lies inside the field of view, 0 to 1; NaN where no head was found.</summary>
    public required double FaceInView { get; init; }

    /// <summary>Correlation ratio of the scan given the atlas, 0 to 1.</summary>
    public required double RegistrationScore { get; init; }

    /// <summary>Share of the expected face's tissue that a second look sees, which shares nothing with the first, 0 to
    /// 1; NaN where it sees no head, and for labels and maps.</summary>
    public double FaceShown { get; init; } = double.NaN;

    /// <summary>True if its sidecar says that it was de-identified (<c>DeidentificationMethod</c>).</summary>
    public required bool IsMarked { get; init; }

    /// <summary>True if its sidecar was written by RefacePS with this very image, by the hash in it.</summary>
    public bool IsVerified { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{System.IO.Path.GetFileName(Path)}: {Status} ({FaceTissue:P0} of the face's tissue)");
}
