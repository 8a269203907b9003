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
    public string Path { get; internal init; } = "";

    /// <summary>The verdict.</summary>
    public FaceCheckStatus Status { get; internal init; } = FaceCheckStatus.Uncertain;

    /// <summary>Reasons why a person should look; empty where the verdict is sure.</summary>
    public IReadOnlyList<string> Reasons { get; internal init => field = value.Readable(); } = Readables.None<string>();

    /// <summary>Share of the face's expected tissue that the scan has, 0 to 1; NaN where no head was found.</summary>
    public double FaceTissue { get; internal init; }

    /// <summary>Correlation ratio of the scan given the atlas in and round the face, 0 to 1; NaN where no head was
    /// found.</summary>
    public double FaceAgreement { get; internal init; }

    /// <summary>Share of the face that lies inside the field of view, 0 to 1; what fills that up was never measured and
    /// is outside. NaN where no head was found.</summary>
    public double FaceInView { get; internal init; }

    /// <summary>Correlation ratio of the scan given the atlas, 0 to 1.</summary>
    public double RegistrationScore { get; internal init; }

    /// <summary>Share of the expected face's tissue that a second look sees, which shares nothing with the first, 0 to
    /// 1; NaN where it sees no head, and for labels and maps.</summary>
    public double FaceShown { get; internal init; } = double.NaN;

    /// <summary>True if its sidecar says that it was de-identified (<c>DeidentificationMethod</c>).</summary>
    public bool IsMarked { get; internal init; }

    /// <summary>True if its sidecar was written by RefacePS with this very image, by the hash in it, and for a volume
    /// that a cmdlet treated in this session.</summary>
    public bool IsVerified { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{System.IO.Path.GetFileName(Path)}: {Status} ({FaceTissue:P0} of the face's tissue)");
}
