using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace RefacePS.Tests.Support;

/// <summary>
/// A small classic MR slice as a DICOM file, written from the standard (PS3.5, PS3.10) and by no code of the library,
/// so that it can judge the reader.
/// </summary>
internal sealed class DicomSlice
{
    public const string Implicit = "1.2.840.10008.1.2";
    public const string Explicit = "1.2.840.10008.1.2.1";
    public const string BigEndian = "1.2.840.10008.1.2.2";
    public const string RunLength = "1.2.840.10008.1.2.5";

    private readonly SortedDictionary<uint, (string Vr, byte[] Value)> elements = [];

    /// <param name="z">Place in mm, along the axis of the body.</param>
    /// <param name="number">Instance number, which makes the UID.</param>
    /// <param name="columns">Pixels of a row; there are 3 rows.</param>
    /// <param name="syntax">Transfer syntax.</param>
    public DicomSlice(double z, int number, int columns = 4, string syntax = Explicit)
    {
        Syntax = syntax;
        Text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\M\\ND");
        Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4");
        Text(0x00080018, "UI", $"1.2.3.4.{number}");
        Text(0x00080020, "DA", "20200131");
        Text(0x00080060, "CS", "MR");
        Text(0x00080070, "LO", "Nobody");
        Text(0x00100010, "PN", "Doe^Jane");
        Text(0x00100020, "LO", "P-01");
        Text(0x00180023, "CS", "2D");
        Text(0x00180050, "DS", "2");
        Text(0x00180080, "DS", "2300");
        Text(0x00180081, "DS", "2.98");
        Text(0x00181030, "LO", "MPRAGE sag");
        Text(0x0020000D, "UI", "1.2.3.1");
        Text(0x0020000E, "UI", "1.2.3.4");
        Text(0x00200011, "IS", "7");
        Text(0x00200013, "IS", Number(number));
        Text(0x00200032, "DS", $"-10\\-20\\{Number(z)}");
        Text(0x00200037, "DS", "1\\0\\0\\0\\1\\0");
        Short(0x00280002, 1);
        Text(0x00280004, "CS", "MONOCHROME2");
        Short(0x00280010, 3);
        Short(0x00280011, (ushort)columns);
        Text(0x00280030, "DS", "1.5\\1.25");
        Short(0x00280100, 16);
        Short(0x00280101, 12);
        Short(0x00280102, 11);
        Short(0x00280103, 0);
        Pixels([.. Enumerable.Range(1, columns * 3).Select(i => (ushort)(number * 100 + i))]);
    }

    public string Syntax { get; }

    private bool IsBigEndian => Syntax == BigEndian;

    public DicomSlice Text(uint tag, string vr, string text)
    {
        var filling = vr == "UI" ? "\0" : " ";
        return Bytes(tag, vr, Encoding.Latin1.GetBytes((text.Length & 1) == 1 ? text + filling : text));
    }

    public DicomSlice Short(uint tag, ushort value, string vr = "US") => Bytes(tag, vr, Ordered([value]));

    public DicomSlice Pixels(ushort[] cells) => Bytes(0x7FE00010, "OW", Ordered(cells));

    public DicomSlice Bytes(uint tag, string vr, byte[] value)
    {
        elements[tag] = (vr, value);
        return this;
    }

    public DicomSlice Without(uint tag)
    {
        elements.Remove(tag);
        return this;
    }

    /// <summary>The bytes of the elements alone, without preamble and file meta information.</summary>
    public byte[] Dataset()
    {
        using var stream = new MemoryStream();
        foreach (var (tag, (vr, value)) in elements)
        {
            Element(stream, tag, vr, value, Syntax);
        }

        return stream.ToArray();
    }

    public byte[] ToBytes()
    {
        using var meta = new MemoryStream();
        Element(meta, 0x00020010, "UI", Encoding.ASCII.GetBytes(Syntax.Length % 2 == 1 ? Syntax + "\0" : Syntax),
            Explicit);
        using var file = new MemoryStream();
        file.Write(new byte[128]);
        file.Write("DICM"u8);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, (int)meta.Length);
        Element(file, 0x00020000, "UL", length, Explicit);
        file.Write(meta.ToArray());
        file.Write(Dataset());
        return file.ToArray();
    }

    public string WriteTo(TemporaryFolder folder, string name) => WriteTo(folder.File(name));

    public string WriteTo(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, ToBytes());
        return path;
    }

    /// <summary>An element in explicit little endian, for items of sequences.</summary>
    public static byte[] Element(uint tag, string vr, byte[] value)
    {
        using var stream = new MemoryStream();
        Element(stream, tag, vr, value, Explicit);
        return stream.ToArray();
    }

    /// <summary>The same, of a text.</summary>
    public static byte[] Element(uint tag, string vr, string text) =>
        Element(tag, vr, Encoding.ASCII.GetBytes((text.Length & 1) == 1 ? text + (vr == "UI" ? '\0' : ' ') : text));

    /// <summary>An item of a sequence, of elements in order.</summary>
    public static byte[] Item(params byte[][] elements)
    {
        byte[] content = [.. elements.SelectMany(element => element)];
        return [0xFE, 0xFF, 0, 0xE0, .. BitConverter.GetBytes(content.Length), .. content];
    }

    /// <summary>
    /// An enhanced MR file (PS3.3, A.36) of several images of 4 x 3 pixels, in which image i has the pixels i * 100 + 1
    /// and so on.
    /// </summary>
    /// <param name="frames">Place in mm, part of the complex signal and echo time in ms of each image.</param>
    /// <param name="slopes">Rescale slope of each image; none where null.</param>
    public static DicomSlice Enhanced((double Z, string Component, double Echo)[] frames, double[]? slopes = null) =>
        new DicomSlice(0, 1).Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4.1").Without(0x00200032)
            .Without(0x00200037).Without(0x00280030).Without(0x00180081)
            .Text(0x00280008, "IS", Number(frames.Length))
            .Bytes(0x52009229, "SQ", Item(
                Element(0x00209116, "SQ", Item(Element(0x00200037, "DS", "1\\0\\0\\0\\1\\0"))),
                Element(0x00289110, "SQ", Item(Element(0x00280030, "DS", "1.5\\1.25")))))
            .Bytes(0x52009230, "SQ", [.. frames.SelectMany((frame, index) => Item(
                Element(0x00189114, "SQ", Item(Element(0x00189082, "FD", BitConverter.GetBytes(frame.Echo)))),
                Element(0x00189226, "SQ", Item(Element(0x00089007, "CS", "ORIGINAL\\PRIMARY\\T1\\NONE"),
                    Element(0x00089208, "CS", frame.Component))),
                Element(0x00209113, "SQ", Item(Element(0x00200032, "DS", $"-10\\-20\\{Number(frame.Z)}"))),
                slopes is null ? [] : Element(0x00289145, "SQ", Item(Element(0x00281052, "DS", "0"),
                    Element(0x00281053, "DS", Number(slopes[index]))))))])
            .Pixels([.. frames.SelectMany((_, index) => Enumerable.Range(1, 12).Select(
                pixel => (ushort)((index + 1) * 100 + pixel)))]);

    private byte[] Ordered(ushort[] values)
    {
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++)
        {
            bytes[i * 2] = (byte)(IsBigEndian ? values[i] >> 8 : values[i]);
            bytes[i * 2 + 1] = (byte)(IsBigEndian ? values[i] : values[i] >> 8);
        }

        return bytes;
    }

    private static void Element(Stream stream, uint tag, string vr, byte[] value, string syntax)
    {
        var big = syntax == BigEndian;
        Put(stream, (ushort)(tag >> 16), big);
        Put(stream, (ushort)tag, big);
        var isLong = vr is "OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "SQ" or "SV" or "UC" or "UN" or "UR" or "UT"
            or "UV";
        if (syntax != Implicit)
        {
            stream.Write(Encoding.ASCII.GetBytes(vr));
        }

        if (syntax == Implicit || isLong)
        {
            if (syntax != Implicit)
            {
                stream.Write([0, 0]);
            }

            // Compressed pixels have no length, and their value says where they end.
            var length = syntax == RunLength && tag == 0x7FE00010 ? uint.MaxValue : (uint)value.Length;
            Put(stream, (ushort)(big ? length >> 16 : length), big);
            Put(stream, (ushort)(big ? length : length >> 16), big);
        }
        else
        {
            Put(stream, (ushort)value.Length, big);
        }

        stream.Write(value);
    }

    private static void Put(Stream stream, ushort value, bool big) =>
        stream.Write(big ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)]);

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
