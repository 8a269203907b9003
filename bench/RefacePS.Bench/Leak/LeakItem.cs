using System.Globalization;

namespace RefacePS.Bench.Leak;

/// <summary>Ways for a face to get out.</summary>
internal enum LeakKind
{
    Clean,
    Orientation,
    Companion,
    Map,
    Frames,
    Container,
    Link,
    Ledger,
}

/// <summary>One item of a hostile archive: a subject with a head, and something that may give its face away.</summary>
/// <param name="Number">Tells items apart; the subject's label.</param>
/// <param name="Kind">The way.</param>
/// <param name="Known">Whose head it is; read when its turn comes.</param>
/// <param name="Guise">What stands beside the head, or becomes of it.</param>
/// <param name="Motion">Where a wrong header puts it, world to world, mm.</param>
internal sealed record LeakItem(
    int Number, LeakKind Kind, Lazy<KnownHead> Known, string Guise, AffineMatrix Motion)
{
    private static readonly string[] Companions = ["T2w", "PDw", "FLAIR", "magnitude1", "MTw"];
    private static readonly string[] Maps =
        ["T1map", "R1map", "T2map", "PDmap", "dseg", "desc-head_mask", "label-face_roi", "probseg", "space-orig_mask"];

    private static readonly string[] Containers =
    [
        "zip", "gzip in gzip", "tar", "raw", "text name", "numpy", "DICOM without preamble", "MGH", "Analyze", "NRRD",
        "long comment", "JSON name",
    ];

    private static readonly string[] Links = ["file", "folder", "destination folder", "link of another name"];
    private static readonly string[] Ledgers = ["head exchanged", "result exchanged", "header exchanged"];

    /// <summary>Whose head it is.</summary>
    public KnownHead Head => Known.Value;

    /// <summary>Label of the subject.</summary>
    public string Subject => string.Create(CultureInfo.InvariantCulture, $"{Number:00000}");

    /// <summary>True if a run over its archive is to be refused as a whole.</summary>
    public bool EndsRun => this is { Kind: LeakKind.Link, Guise: "destination folder" };

    /// <summary>A head as it came.</summary>
    public static LeakItem Clean(int number, Lazy<KnownHead> head) =>
        new(number, LeakKind.Clean, head, "T1w", AffineMatrix.Identity);

    /// <summary>An item at random.</summary>
    public static LeakItem Drawn(int number, LeakKind kind, Lazy<KnownHead> head, Random random)
    {
        var motion = WrongHeader(random);
        return new(number, kind, head, kind switch
        {
            LeakKind.Orientation => random.Next(6) == 0 ? "no place" : "T1w",
            LeakKind.Companion => Pick(Companions),
            LeakKind.Map => Pick(Maps),
            LeakKind.Frames => Pick(["shifted", "turned", "empty first", "empty last"]),
            LeakKind.Container => Pick(Containers),
            LeakKind.Link => Pick(Links),
            _ => Pick(Ledgers),
        }, motion);

        string Pick(string[] names) => names[random.Next(names.Length)];
    }

    /// <summary>A fault of headers: axes exchanged or negated, an origin lost, any rotation; sometimes none.</summary>
    private static AffineMatrix WrongHeader(Random random)
    {
        double Angle() => (random.NextDouble() * 2 - 1) * Math.PI;
        double Shift() => (random.NextDouble() * 2 - 1) * 90;
        return random.Next(8) switch
        {
            0 => AffineMatrix.Identity,
            1 => AffineMatrix.FromRows([1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0]),
            2 => AffineMatrix.FromRows([-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0]),
            3 => AffineMatrix.FromRows([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0]),
            4 => AffineMatrix.FromRows([1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0]),
            5 => AffineMatrix.Translation(Shift(), Shift(), Shift()),
            6 => AffineMatrix.Rotation(Angle(), Angle(), Angle()),
            _ => AffineMatrix.FromRows([0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0]),
        };
    }
}

/// <summary>The outcome of an item.</summary>
/// <param name="Number">The item.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Guise">Its guise.</param>
/// <param name="IsPublished">Whether something of what may give the face away is in the destination.</param>
/// <param name="Faces">Files of the destination that hold the face, unpacked.</param>
/// <param name="IsSourceTouched">Whether a file of the source, or one outside that it links to, has changed.</param>
internal sealed record LeakResult(
    int Number, LeakKind Kind, string Guise, bool IsPublished, int Faces, bool IsSourceTouched);
