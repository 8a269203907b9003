namespace RefacePS.Files.Dicom;

/// <summary>The compression of pixels.</summary>
internal enum PixelCompression
{
    None,
    RunLength,
    JpegLossless,

    /// <summary>Of a kind that is not decoded here.</summary>
    Other,
}

/// <summary>A transfer syntax of DICOM files (DICOM PS3.5, annex A; UIDs of PS3.6, annex A).</summary>
/// <param name="Uid">The UID of the file meta information.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Encoding">How elements are written.</param>
/// <param name="Compression">How pixels are.</param>
internal sealed record TransferSyntax(
    string Uid, string Name, DicomEncoding Encoding, PixelCompression Compression = PixelCompression.None)
{
    private static readonly Dictionary<string, TransferSyntax> Known = new TransferSyntax[]
    {
        new("1.2.840.10008.1.2", "Implicit VR Little Endian", DicomEncoding.ImplicitLittle),
        new("1.2.840.10008.1.2.1", "Explicit VR Little Endian", DicomEncoding.ExplicitLittle),
        new("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", DicomEncoding.ExplicitLittle)
        {
            IsDeflated = true,
        },
        new("1.2.840.10008.1.2.2", "Explicit VR Big Endian", new(true, true)),
        new("1.2.840.113619.5.2", "GE Private Implicit VR with Big Endian Pixels", DicomEncoding.ImplicitLittle)
        {
            HasBigEndianPixels = true,
        },
        new("1.2.840.10008.1.2.5", "RLE Lossless", DicomEncoding.ExplicitLittle, PixelCompression.RunLength),
        new("1.2.840.10008.1.2.4.57", "JPEG Lossless", DicomEncoding.ExplicitLittle, PixelCompression.JpegLossless),
        new("1.2.840.10008.1.2.4.70", "JPEG Lossless, First-Order Prediction", DicomEncoding.ExplicitLittle,
            PixelCompression.JpegLossless),
        Undecoded("1.2.840.10008.1.2.4.50", "JPEG Baseline"),
        Undecoded("1.2.840.10008.1.2.4.51", "JPEG Extended"),
        Undecoded("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless"),
        Undecoded("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless"),
        Undecoded("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless"),
        Undecoded("1.2.840.10008.1.2.4.91", "JPEG 2000"),
        Undecoded("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless"),
        Undecoded("1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 Lossless RPCL"),
        Undecoded("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000"),
    }.ToDictionary(syntax => syntax.Uid);

    /// <summary>Elements in the order of the standard, no compression: what compressed files are written as.</summary>
    public static TransferSyntax ExplicitLittle => Known["1.2.840.10008.1.2.1"];

    /// <summary>True if everything after the file meta information is deflated (RFC 1951).</summary>
    public bool IsDeflated { get; private init; }

    /// <summary>True if pixels are big endian although elements are not.</summary>
    public bool HasBigEndianPixels { get; private init; }

    /// <summary>The syntax of a UID. One that is not known is taken as compressed, as all later ones are.</summary>
    public static TransferSyntax Of(string uid) => Known.GetValueOrDefault(uid) ?? Undecoded(uid, uid);

    /// <summary>The uncompressed syntax of an encoding, for a file that does not say.</summary>
    public static TransferSyntax Of(DicomEncoding encoding) =>
        Known.Values.First(syntax => syntax.Encoding == encoding
            && syntax is { IsDeflated: false, Compression: PixelCompression.None });

    private static TransferSyntax Undecoded(string uid, string name) =>
        new(uid, name, DicomEncoding.ExplicitLittle, PixelCompression.Other);
}
