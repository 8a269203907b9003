using System.Buffers.Binary;
using System.Text;

namespace RefacePS.Archives.Contents;

/// <summary>
/// Names binary content by its signature. What has none of these is not let pass for that: it is no text either. The
/// signatures are those that the formats' own specifications give.
/// </summary>
internal static class BinaryKinds
{
    private static readonly ContentKind Container = ContentKind.Image("a container that may hold images");
    private static readonly ContentKind Compressed = ContentKind.Image("a compressed file");
    private static readonly ContentKind Picture = ContentKind.Other("a picture");
    private static readonly ContentKind Film = ContentKind.Other("a film or sound");
    private static readonly ContentKind Surface = ContentKind.Image("a surface or mesh");
    private static readonly ContentKind Tracks = ContentKind.Image("a file of fibre tracks");
    private static readonly ContentKind Numbers = ContentKind.Image("a file of arrays of numbers");
    private static readonly ContentKind Document = ContentKind.Other("a document that may hold pictures");
    private static readonly ContentKind Program = ContentKind.Other("a program");

    /// <summary>Signatures with the places that they stand at.</summary>
    private static readonly (int At, byte[] Bytes, ContentKind Kind)[] Signatures =
    [
        Text(128, "DICM", ContentKind.Image("a DICOM file")),
        Text(0, "NRRD0", ContentKind.Image("an NRRD file")),
        Text(0, "MATRIX7", ContentKind.Image("an ECAT file")),
        Text(0, "mrtrix image", ContentKind.Image("an MRtrix image")),
        Text(0, "mrtrix tracks", Tracks),
        Text(0, "TRACK\0", Tracks),
        Hex(252, "EFFFE9B0", ContentKind.Image("a GIPL file")),
        Hex(252, "B0E9FFEF", ContentKind.Image("a GIPL file")),
        Text(0, "SIMPLE  =", ContentKind.Image("a FITS file")),
        Hex(0, "894844460D0A1A0A", ContentKind.Image("an HDF5 file (MINC 2 and others)")),
        Text(0, "CDF\u0001", ContentKind.Image("a netCDF file (MINC 1 and others)")),
        Text(0, "CDF\u0002", ContentKind.Image("a netCDF file (MINC 1 and others)")),
        Text(0, "CDF\u0005", ContentKind.Image("a netCDF file (MINC 1 and others)")),
        Text(0, "MATLAB 5.0", Numbers),
        Text(0, "MATLAB 7.", Numbers),
        Hex(0, "934E554D5059", Numbers),
        Text(0, "RDX2\n", Numbers),
        Text(0, "RDX3\n", Numbers),
        Text(0, "PAR1", Numbers),
        Text(0, "ARROW1", Numbers),
        Text(0, "SQLite format 3\0", ContentKind.Other("a database")),
        Hex(0, "FFFFFE", Surface),
        Hex(0, "FFFFFF", Surface),
        Hex(0, "000000640000001F", ContentKind.Image("a FIF file")),
        Text(0, "glTF", Surface),
        Text(0, "Kaydara FBX", Surface),
        Text(0, "BLENDER", Surface),
        Text(257, "ustar", Container),
        Text(0, "PK\u0003\u0004", ContentKind.Image("a zip file or an office document")),
        Text(0, "PK\u0005\u0006", ContentKind.Image("a zip file or an office document")),
        Text(0, "PK\u0007\u0008", ContentKind.Image("a zip file or an office document")),
        Hex(0, "377ABCAF271C", Container),
        Text(0, "Rar!", Container),
        Text(0, "MSCF", Container),
        Text(0, "!<arch>", Container),
        Text(0, "hsqs", Container),
        Hex(0, "1F8B", Compressed),
        Hex(0, "1F9D", Compressed),
        Hex(0, "1FA0", Compressed),
        Hex(0, "1F1E", Compressed),
        Text(4, "1AY&SY", Compressed),
        Hex(0, "FD377A585A00", Compressed),
        Hex(0, "28B52FFD", Compressed),
        Hex(0, "04224D18", Compressed),
        Hex(0, "5D0000", Compressed),
        Text(0, "LZIP", Compressed),
        Hex(0, "894C5A4F", Compressed),
        Hex(0, "89504E470D0A1A0A", Picture),
        Hex(0, "FFD8FF", Picture),
        Text(0, "GIF8", Picture),
        Hex(0, "49492A00", Picture),
        Hex(0, "4D4D002A", Picture),
        Hex(0, "49492B00", Picture),
        Hex(0, "4D4D002B", Picture),
        Text(8, "WEBP", Picture),
        Text(0, "8BPS", Picture),
        Hex(0, "0000000C6A502020", Picture),
        Hex(0, "762F3101", Picture),
        Text(4, "ftyp", Film),
        Text(0, "RIFF", Film),
        Hex(0, "1A45DFA3", Film),
        Hex(0, "000001BA", Film),
        Hex(0, "000001B3", Film),
        Text(0, "OggS", Film),
        Hex(0, "49443302", Film),
        Hex(0, "49443303", Film),
        Hex(0, "49443304", Film),
        Text(0, "fLaC", Film),
        Text(0, "%PDF", Document),
        Hex(0, "D0CF11E0A1B11AE1", Document),
        Hex(0, "7F454C46", Program),
        Hex(0, "CAFEBABE", Program),
    ];

    /// <summary>The kind of content; null where no signature is met.</summary>
    /// <param name="head">The first bytes of a file.</param>
    /// <param name="length">Bytes of the whole file.</param>
    public static ContentKind? Of(ReadOnlySpan<byte> head, long length)
    {
        foreach (var (at, bytes, kind) in Signatures)
        {
            if (head.Length >= at + bytes.Length && head.Slice(at, bytes.Length).SequenceEqual(bytes))
            {
                return kind;
            }
        }

        return IsNifti(head) ? ContentKind.Image("a NIfTI file whose name does not say so")
            : IsAnalyze(head) ? ContentKind.Image("an Analyze header")
            : IsMgh(head) ? ContentKind.Image("an MGH file")
            : IsBareDicom(head) ? ContentKind.Image("a DICOM file without a preamble")
            : IsTar(head) ? Container
            : IsStl(head, length) ? Surface
            : head is [0x80, >= 2 and <= 5, ..] ? Numbers
            : null;
    }

    /// <summary>The size of the header and the magic word at its end (NIfTI-1) or behind its size (NIfTI-2).</summary>
    private static bool IsNifti(ReadOnlySpan<byte> head) =>
        (head.Length >= 348 && SizeIs(head, 348) && (head[344..347].SequenceEqual("n+1"u8)
            || head[344..347].SequenceEqual("ni1"u8)))
        || (head.Length >= 8 && SizeIs(head, 540) && (head[4..7].SequenceEqual("n+2"u8)
            || head[4..7].SequenceEqual("ni2"u8)));

    /// <summary>Analyze 7.5: the size of the header, and a number of dimensions from 1 to 7.</summary>
    private static bool IsAnalyze(ReadOnlySpan<byte> head) => head.Length >= 348 && SizeIs(head, 348)
        && (head[40], head[41]) is (>= 1 and <= 7, 0) or (0, >= 1 and <= 7);

    private static bool SizeIs(ReadOnlySpan<byte> head, int size) =>
        BinaryPrimitives.ReadInt32LittleEndian(head) == size || BinaryPrimitives.ReadInt32BigEndian(head) == size;

    /// <summary>Version 1, four sides of 1 and more, a known type of voxel; all in network byte order.</summary>
    private static bool IsMgh(ReadOnlySpan<byte> head)
    {
        const int sidesAtMost = 1 << 16;
        if (head.Length < 284 || BinaryPrimitives.ReadInt32BigEndian(head) != 1)
        {
            return false;
        }

        for (var at = 4; at < 20; at += 4)
        {
            if (BinaryPrimitives.ReadInt32BigEndian(head[at..]) is < 1 or > sidesAtMost)
            {
                return false;
            }
        }

        return BinaryPrimitives.ReadInt32BigEndian(head[20..]) is >= 0 and <= 10;
    }

    /// <summary>
    /// The first element is of group 0002 or 0008 and has a short length, with or without its type (PS3.5, 7.1), in
    /// either byte order.
    /// </summary>
    private static bool IsBareDicom(ReadOnlySpan<byte> head)
    {
        const uint lengthAtMost = 1024;
        if (head.Length < 8)
        {
            return false;
        }

        var isBigEndian = head[0] == 0;
        var group = isBigEndian ? head[1] : head[0] | (head[1] << 8);
        if (group is not (2 or 8) || (isBigEndian ? head[2] : head[3]) != 0)
        {
            return false;
        }

        var hasType = head[4] is >= (byte)'A' and <= (byte)'Z' && head[5] is >= (byte)'A' and <= (byte)'Z';
        return hasType || (isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(head[4..])
            : BinaryPrimitives.ReadUInt32LittleEndian(head[4..])) is <= lengthAtMost;
    }

    /// <summary>Tar before POSIX has no magic word, and a sum of its header (octal at byte 148) all the same.</summary>
    private static bool IsTar(ReadOnlySpan<byte> head)
    {
        if (head.Length < 512 || head[0] == 0)
        {
            return false;
        }

        var text = Encoding.ASCII.GetString(head.Slice(148, 8)).Trim('\0', ' ');
        if (text.Length == 0 || !text.All(digit => digit is >= '0' and <= '7'))
        {
            return false;
        }

        var sum = 8 * ' ';
        for (var i = 0; i < 512; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : head[i];
        }

        return sum == text.Aggregate(0, (value, digit) => value * 8 + digit - '0');
    }

    /// <summary>Binary STL: 80 bytes of anything, the number of triangles, and 50 bytes for each.</summary>
    private static bool IsStl(ReadOnlySpan<byte> head, long length) =>
        head.Length >= 84 && length > 84 && length == 84 + 50L * BinaryPrimitives.ReadUInt32LittleEndian(head[80..]);

    private static (int, byte[], ContentKind) Text(int at, string text, ContentKind kind) =>
        (at, Encoding.Latin1.GetBytes(text), kind);

    private static (int, byte[], ContentKind) Hex(int at, string digits, ContentKind kind) =>
        (at, Convert.FromHexString(digits), kind);
}
