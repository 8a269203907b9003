using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using RefacePS.Tests.Files;
using RefacePS.Tests.Support;

namespace RefacePS.Tests.Archives;

/// <summary>Images with a name wherever the formats have room for one: NIfTI, MGH, DICOM, and gzip round
/// them.</summary>
/// <param name="names">Where the names come from.</param>
internal sealed class PlantedImages(PlantedNames names)
{
    private const int Side = 8;

    /// <summary>Start and length of data_type, db_name, descrip, aux_file and intent_name in NIfTI-1
    /// (nifti1.h).</summary>
    private static readonly (int Start, int Length)[] Texts1 = [(4, 10), (14, 18), (148, 80), (228, 24), (328, 16)];

    /// <summary>Start and length of descrip, aux_file, intent_name and unused_str in NIfTI-2 (nifti2.h).</summary>
    private static readonly (int Start, int Length)[] Texts2 = [(240, 80), (320, 24), (508, 16), (525, 15)];

    /// <summary>Codes of header extensions (nifti1.h and its register): ignored, DICOM, AFNI, comment, XCEDE,
    /// private.</summary>
    private static readonly int[] Codes = [0, 2, 4, 6, 8, 44, 1234];

    /// <summary>Tags that tools write after the voxels of an MGH file: command lines, a transform, numbers, a phase
    /// direction, matrices, a colour table, frames, and one that nobody knows.</summary>
    private static readonly int[] Tags = [3, 31, 4, 32, 33, 40, 41, 43, 44, 5, 21, 42, 777, 1, 3, 10, 3];

    /// <summary>DICOM attributes outside of the profile that hold numbers, codes and sequences, and no names: of DS,
    /// IS, US, UI, DA, TM, SQ, ST and PN.</summary>
    private static readonly uint[] Forms = [0x00180087, 0x00180091, 0x00280108, 0x0008001B, 0x00143076, 0x00140103,
        0x00081140, 0x00080115, 0x00142006];

    /// <summary>A NIfTI file of one piece.</summary>
    public byte[] Nifti()
    {
        var sample = Sample();
        return [.. Header(sample, isSingle: true), .. sample.Extensions, .. sample.Voxels];
    }

    /// <summary>The header of a NIfTI pair, and its voxels.</summary>
    public (byte[] Header, byte[] Voxels) NiftiPair()
    {
        var sample = Sample();
        return ([.. Header(sample, isSingle: false), .. sample.Extensions], sample.Voxels);
    }

    /// <summary>An MGH file.</summary>
    public byte[] Mgh()
    {
        var file = new MghSample
        {
            Dimensions = [Side, Side, Side, 1], Type = 0, BytesPerVoxel = 1,
            Footer = [.. MghSample.Reals(2300, 0.15f, 2.5f, 900, 0), .. Tags.SelectMany(
                tag => MghSample.Tag(tag, names.Next() + "\0"))],
        }.ToArray();
        // The unused part of the header, of 284 bytes.
        for (var at = 100; at < 270; at += 40)
        {
            names.NextBytes().CopyTo(file, at);
        }

        return file;
    }

    /// <summary>A slice of a DICOM series with names in its preamble, in attributes of the profile, in sequences,
    /// private elements, comments of overlays and in the padding at its end.</summary>
    /// <param name="study">Number of the study.</param>
    /// <param name="number">Number of the slice.</param>
    public byte[] Dicom(int study, int number)
    {
        var uid = string.Create(CultureInfo.InvariantCulture, $"1.2.3.{study}");
        var slice = new DicomSlice(number * 2, number, columns: Side, names.Pick(DicomSlice.Implicit,
            DicomSlice.Explicit, DicomSlice.BigEndian))
            .Text(0x0020000D, "UI", uid).Text(0x0020000E, "UI", uid + ".1").Text(0x00200052, "UI", uid + ".2")
            .Text(0x00080018, "UI", string.Create(CultureInfo.InvariantCulture, $"{uid}.3.{number}"))
            .Text(0x00181030, "LO", names.Next());
        for (var i = 0; i < 40; i++)
        {
            var tag = names.Attribute().Tag.Replace(",", "", StringComparison.Ordinal);
            if (uint.TryParse(tag, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number16)
                && number16 is not (0x0020000D or 0x0020000E or 0x00200052 or 0x00080018 or 0x7FE00010)
                && number16 >> 16 > 2)
            {
                slice.Text(number16, "LO", names.Next());
            }
        }

        foreach (var comment in (uint[])[0x00104000, 0x00204000, 0x60004000, 0x00324000, 0x40004000])
        {
            slice.Text(comment, "LT", names.Next());
        }

        slice.Text(0x00290010, "LO", names.Next()).Text(0x00291010, "LO", names.Next())
            .Text(0x00291020, "UN", names.Next())
            .Bytes(0x00081110, "SQ", Item()).Bytes(0x00400275, "SQ", Item()).Bytes(0x00291140, "SQ", Item())
            .Bytes(0xFFFCFFFC, "OB", [.. names.NextBytes(), 0])
            .Text(0x00189999, "LO", names.Next()).Text(0x00080000, "LO", names.Next())
            .Text(0x00280120, "LO", names.Next()).Text(0x00282000, "OB", names.Next())
            .Text(0x00200113, "SH", "^" + names.Next());
        foreach (var tag in Forms)
        {
            slice.Text(tag, names.Pick("LO", "UN"), names.Next());
        }

        var file = slice.ToBytes();
        names.NextBytes().CopyTo(file, 3);
        return file;

        byte[] Item() => slice.Syntax == DicomSlice.Explicit
            ? DicomSlice.Item(
                DicomSlice.Element(0x00080080, "LO", names.Next()), DicomSlice.Element(0x00100010, "PN", names.Next()),
                DicomSlice.Element(0x0040A730, "SQ", DicomSlice.Item(
                    DicomSlice.Element(0x0040A123, "PN", names.Next()))))
            : [];
    }

    /// <summary>Packed in two members, each with an extra field, a name, a comment and a checksum of the header
    /// (RFC 1952).</summary>
    public byte[] Gzip(byte[] content) =>
        [.. Member(content[..(content.Length / 2)]), .. Member(content[(content.Length / 2)..])];

    private byte[] Member(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        const byte checksumExtraNameAndComment = 0x1E;
        var plain = packed.ToArray();
        var extra = names.NextBytes();
        byte[] header = [.. plain[..3], checksumExtraNameAndComment, .. plain[4..10],
            (byte)(extra.Length + 4), 0, (byte)'n', (byte)'m', (byte)extra.Length, 0, .. extra,
            .. names.NextBytes(), 0, .. names.NextBytes(), 0];
        return [.. header, .. BitConverter.GetBytes((ushort)System.IO.Hashing.Crc32.HashToUInt32(header)),
            .. plain[10..]];
    }

    private NiftiSample Sample()
    {
        var isBigEndian = names.Random.Next(2) == 0;
        return new()
        {
            IsWide = names.Random.Next(2) == 0,
            IsBigEndian = isBigEndian,
            DataType = 2,
            BytesPerVoxel = 1,
            Dimensions = [3, Side, Side, Side, 1, 1, 1, 1],
            Extensions = [.. Codes.SelectMany(code => Extension(code, isBigEndian))],
            Voxels = [.. Enumerable.Range(0, Side * Side * Side).Select(i => (byte)(i % 251))],
        };
    }

    private byte[] Header(NiftiSample sample, bool isSingle)
    {
        var header = sample.Header(isSingle);
        foreach (var (start, length) in sample.IsWide ? Texts2 : Texts1)
        {
            // Once more at the end of a long field: what follows the end of a text is no text, and is still there.
            names.NextBytes().CopyTo(header, start);
            if (length > 24)
            {
                names.NextBytes().CopyTo(header, start + length - 12);
            }
        }

        return header;
    }

    private byte[] Extension(int code, bool isBigEndian)
    {
        var text = Encoding.ASCII.GetBytes(names.Next() + " " + names.Next());
        var bytes = new byte[(8 + text.Length + 15) / 16 * 16];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, isBigEndian
            ? BinaryPrimitives.ReverseEndianness(bytes.Length) : bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), isBigEndian
            ? BinaryPrimitives.ReverseEndianness(code) : code);
        text.CopyTo(bytes, 8);
        return bytes;
    }
}
