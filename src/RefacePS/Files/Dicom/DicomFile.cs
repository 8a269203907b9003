using System.IO.Compression;
using System.Security.Cryptography;

namespace RefacePS.Files.Dicom;

/// <summary>
/// A DICOM file (PS3.10): a preamble and the file meta information, both of which may be missing, and a data set.
/// Written without a change it is the same bytes; with changes, the changed elements alone differ.
/// </summary>
internal sealed class DicomFile
{
    private const int PreambleLength = 128;
    private const int MagicEnd = PreambleLength + 4;

    /// <summary>Bytes of a file that are read at first where only its header is wanted: enough for most.</summary>
    private const int HeaderChunk = 1 << 14;

    /// <summary>Largest factor by which deflate can expand (zlib's technical details, "Maximum Expansion
    /// Factor").</summary>
    public const int DeflateMaximumRatio = 1032;

    /// <summary>Most bytes that a deflated file may become: an image of nothing shrinks to a thousandth, and a file of
    /// many images to some hundredth at most.</summary>
    private const long InflatedImage = 64 << 20;

    /// <summary>See <see cref="InflatedImage"/>.</summary>
    private const long InflatedRatio = 100;

    private readonly ReadOnlyMemory<byte> dataBytes;
    private readonly DicomDataset original;

    private DicomFile(
        string path, ReadOnlyMemory<byte> preamble, DicomDataset? meta, TransferSyntax syntax, DicomDataset dataset,
        ReadOnlyMemory<byte> trailer, ReadOnlyMemory<byte> dataBytes, DicomDataset original)
    {
        (Path, Preamble, Meta, Syntax, Dataset) = (path, preamble, meta, syntax, dataset);
        (Trailer, this.dataBytes, this.original) = (trailer, dataBytes, original);
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Bytes of the whole file, of which some may not have been read.</summary>
    public long Length { get; private init; }

    /// <summary>The preamble with its magic, or nothing.</summary>
    public ReadOnlyMemory<byte> Preamble { get; }

    /// <summary>The file meta information, or null.</summary>
    public DicomDataset? Meta { get; }

    public TransferSyntax Syntax { get; }

    public DicomDataset Dataset { get; }

    /// <summary>The padding after the last element: zeros that fill up a block.</summary>
    public ReadOnlyMemory<byte> Trailer { get; }

    /// <summary>True if a file may be DICOM, by its first bytes; those without a preamble too.</summary>
    public static bool LooksLikeDicom(ReadOnlySpan<byte> head) =>
        head.Length >= MagicEnd && head[PreambleLength..MagicEnd].SequenceEqual("DICM"u8)
        || IsMeta(head) || GuessEncoding(head) is not null;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    /// <exception cref="VolumeFormatException">It is no DICOM file, or a damaged one.</exception>
    public static DicomFile Read(string path, CancellationToken cancellation)
    {
        return Parse(path, ReadBytes(path, cancellation));
    }

    /// <summary>The bytes of a whole file.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    public static byte[] ReadBytes(string path, CancellationToken cancellation)
    {
        using var source = DicomBytes.Open(path);
        return source.ReadAll(cancellation);
    }

    /// <summary>Reads the elements before the pixels, and no more of the file than that takes.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    /// <exception cref="VolumeFormatException">It is no DICOM file, or a damaged one.</exception>
    public static DicomFile ReadHeader(string path, CancellationToken cancellation) =>
        ReadHeader(path, Array.MaxLength, cancellation);

    /// <summary>The same of files whose header takes no more bytes than some.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    /// <exception cref="VolumeFormatException">It is no DICOM file or a damaged one, or its header takes
    /// more.</exception>
    internal static DicomFile ReadHeader(string path, int bytesAtMost, CancellationToken cancellation)
    {
        using var source = DicomBytes.Open(path);
        var bytes = source.ReadFirst(Math.Min(HeaderChunk, bytesAtMost), cancellation);
        return ReadHeader(path, source, bytes, bytesAtMost, cancellation);
    }

    /// <summary>The same; null where the file is not DICOM, by its first bytes.</summary>
    /// <exception cref="VolumeFileException">It cannot be read.</exception>
    /// <exception cref="VolumeFormatException">It is a damaged DICOM file.</exception>
    public static DicomFile? TryReadHeader(string path, CancellationToken cancellation)
    {
        using var source = DicomBytes.Open(path);
        var bytes = source.ReadFirst(HeaderChunk, cancellation);
        return LooksLikeDicom(bytes) ? ReadHeader(path, source, bytes, Array.MaxLength, cancellation) : null;
    }

    private static DicomFile ReadHeader(
        string path, DicomBytes source, byte[] bytes, int bytesAtMost, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return Parse(path, bytes, source.Length, DicomTag.Of(DicomTags.PixelData));
            }
            catch (MoreDataNeededException) when (bytes.Length < source.Length)
            {
                // Deflated data is read whole or not at all, whatever its size.
                bytes = bytes.Length < bytesAtMost
                    ? source.ReadFirst((int)Math.Min(4L * bytes.Length, bytesAtMost), cancellation)
                    : throw source.TooLarge();
            }
        }
    }

    /// <summary>Takes the bytes of a whole file apart.</summary>
    /// <exception cref="VolumeFormatException">It is no DICOM file, or a damaged one.</exception>
    public static DicomFile Parse(string path, ReadOnlyMemory<byte> bytes) => Parse(path, bytes, bytes.Length, null);

    /// <summary>The same file with another data set.</summary>
    public DicomFile With(DicomDataset dataset) =>
        new(Path, Preamble, Meta, Syntax, dataset, Trailer, dataBytes, original) { Length = Length };

    /// <summary>The same file with another file meta information and syntax.</summary>
    public DicomFile With(DicomDataset? meta, TransferSyntax syntax) =>
        new(Path, Preamble, meta, syntax, Dataset, Trailer, dataBytes, original) { Length = Length };

    /// <summary>The same file without what lies before and after its elements: a preamble can hold anything.</summary>
    public DicomFile WithoutMargins()
    {
        var preamble = Preamble.ToArray();
        preamble.AsSpan(0, Math.Min(PreambleLength, preamble.Length)).Clear();
        return new(Path, preamble, Meta, Syntax, Dataset, ReadOnlyMemory<byte>.Empty, dataBytes, original)
            { Length = Length };
    }

    /// <summary>SHA-256 of the data set as it was read, in hexadecimal.</summary>
    public string DataHash() => Convert.ToHexStringLower(SHA256.HashData(dataBytes.Span));

    /// <summary>The bytes of the file.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> ToBytes() =>
        [Preamble, Meta?.ToBytes() ?? [], .. ReferenceEquals(Dataset, original) ? [dataBytes] : DataBytes()];

    private IReadOnlyList<ReadOnlyMemory<byte>> DataBytes()
    {
        if (!Syntax.IsDeflated)
        {
            return [.. Dataset.Elements.Select(element => element.Raw), Trailer];
        }

        using var deflated = new MemoryStream();
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(Dataset.ToBytes());
        }

        // PS3.5, A.5: the deflated bytes are padded to an even number.
        if ((deflated.Length & 1) == 1)
        {
            deflated.WriteByte(0);
        }

        return [deflated.ToArray()];
    }

    private static DicomFile Parse(string path, ReadOnlyMemory<byte> bytes, long length, DicomTag? stopAt)
    {
        var parser = new DicomParser(path, bytes, length, stopAt);
        var hasPreamble = bytes.Length >= MagicEnd && bytes.Span[PreambleLength..MagicEnd].SequenceEqual("DICM"u8);
        var start = hasPreamble ? MagicEnd : 0;
        DicomDataset? meta = null;
        if (IsMeta(bytes.Span[start..]))
        {
            (meta, start) = parser.Read(start, DicomEncoding.ExplicitLittle, tag => tag.Group == 2);
        }

        var preamble = bytes[..(hasPreamble ? MagicEnd : 0)];
        if (meta?.GetText(DicomTags.TransferSyntaxUid) is { } uid)
        {
            var syntax = TransferSyntax.Of(uid);
            return syntax.IsDeflated
                ? ParseDeflated(path, bytes, length, preamble, meta, start, syntax, stopAt)
                : ParseData(parser, path, bytes, length, preamble, meta, start, syntax);
        }

        return GuessEncoding(bytes.Span[start..]) is { } encoding
            ? ParseData(parser, path, bytes, length, preamble, meta, start, TransferSyntax.Of(encoding))
            : throw NotDicom(path, "It does not start like one");
    }

    private static DicomFile ParseData(
        DicomParser parser, string path, ReadOnlyMemory<byte> bytes, long length, ReadOnlyMemory<byte> preamble,
        DicomDataset? meta, int start, TransferSyntax syntax)
    {
        var (dataset, end) = parser.Read(start, syntax.Encoding, _ => true);
        return dataset.Elements.Count > 0
            ? new(path, preamble, meta, syntax, dataset, bytes[end..], bytes[start..], dataset) { Length = length }
            : throw NotDicom(path, "It has no elements");
    }

    private static DicomFile ParseDeflated(
        string path, ReadOnlyMemory<byte> bytes, long length, ReadOnlyMemory<byte> preamble, DicomDataset meta,
        int start,
        TransferSyntax syntax, DicomTag? stopAt)
    {
        if (bytes.Length < length)
        {
            throw new MoreDataNeededException();
        }

        var inflated = Inflate(path, bytes[start..]);
        var parser = new DicomParser(path, inflated, inflated.Length, stopAt);
        var (dataset, end) = parser.Read(0, syntax.Encoding, _ => true);
        return new(path, preamble, meta, syntax, dataset, inflated.AsMemory(end), bytes[start..], dataset)
            { Length = length };
    }

    private static byte[] Inflate(string path, ReadOnlyMemory<byte> deflated)
    {
        using var content = new DeflateStream(new MemoryStream(deflated.ToArray()), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var limit = Math.Max(InflatedImage, InflatedRatio * deflated.Length);
        var chunk = new byte[1 << 16];
        try
        {
            for (int read; (read = content.Read(chunk)) > 0 && inflated.Length <= limit;)
            {
                inflated.Write(chunk, 0, read);
            }

            return inflated.Length <= limit ? inflated.ToArray()
                : throw NotDicom(path, "Its deflated data grows beyond all images");
        }
        catch (InvalidDataException)
        {
            throw NotDicom(path, "Its deflated data is damaged");
        }
    }

    private static bool IsMeta(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 8 && DicomEncoding.ExplicitLittle.ReadTag(bytes).Group == 2
        && new DicomVr((char)bytes[4], (char)bytes[5]).IsKnown;

    /// <summary>The encoding of a data set that nothing describes: its first element is of group 8, with a small
    /// length.</summary>
    private static DicomEncoding? GuessEncoding(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8)
        {
            return null;
        }

        var isExplicit = new DicomVr((char)bytes[4], (char)bytes[5]).IsKnown;
        foreach (var isBigEndian in (ReadOnlySpan<bool>)[false, true])
        {
            var encoding = new DicomEncoding(isExplicit, isBigEndian);
            var length = isExplicit ? 0 : encoding.ReadUInt32(bytes[4..]);
            if (encoding.ReadTag(bytes) is { Group: 8, Element: < 0x1000 } && length < 1 << 16
                && (isExplicit || !isBigEndian))
            {
                return encoding;
            }
        }

        return null;
    }

    private static VolumeFormatException NotDicom(string path, string what) =>
        new(VolumeFormatFault.NotDicom, path, $"This is no DICOM file: {what}. Give files of PS3.10.");
}
