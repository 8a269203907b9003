using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace RefacePS.Bench.Dicom;

/// <summary>CT slices of nobody: noise, in explicit little endian (DICOM PS3.5 and PS3.10).</summary>
internal static class MadeUpSlices
{
    private const string SyntaxUid = "1.2.840.10008.1.2.1";

    /// <summary>Writes a series, or several of 100 slices each.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="count">Files.</param>
    /// <param name="side">Rows and columns.</param>
    /// <param name="perSeries">Slices of a series.</param>
    public static void Write(string folder, int count, int side, int perSeries)
    {
        Directory.CreateDirectory(folder);
        var pixels = new byte[side * side * 2];
        new Random(1).NextBytes(pixels);
        for (var pixel = 0; pixel < pixels.Length; pixel += 2)
        {
            pixels[pixel + 1] &= 0x0F;
        }

        for (var i = 0; i < count; i++)
        {
            File.WriteAllBytes(
                Path.Combine(folder, FormattableString.Invariant($"{i:00000}.dcm")),
                Slice(i / perSeries, i % perSeries, side, pixels));
        }
    }

    private static byte[] Slice(int series, int slice, int side, byte[] pixels)
    {
        var (seriesUid, uid) = (Text($"1.2.3.4.{series + 1}"), Text($"1.2.3.4.{series + 1}.{slice + 1}"));
        using var meta = new MemoryStream();
        Put(meta, 0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.2");
        Put(meta, 0x00020003, "UI", uid);
        Put(meta, 0x00020010, "UI", SyntaxUid);
        using var file = new MemoryStream();
        file.Write(new byte[128]);
        file.Write("DICM"u8);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, (int)meta.Length);
        Put(file, 0x00020000, "UL", length);
        meta.WriteTo(file);
        Put(file, 0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL");
        Put(file, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2");
        Put(file, 0x00080018, "UI", uid);
        Put(file, 0x00080060, "CS", "CT");
        Put(file, 0x00100020, "LO", "NOBODY");
        Put(file, 0x0020000D, "UI", "1.2.3.1");
        Put(file, 0x0020000E, "UI", seriesUid);
        Put(file, 0x00200011, "IS", Text($"{series + 1}"));
        Put(file, 0x00200013, "IS", Text($"{slice + 1}"));
        Put(file, 0x00200032, "DS", Text($"-125\\-125\\{slice}"));
        Put(file, 0x00200037, "DS", "1\\0\\0\\0\\1\\0");
        Put(file, 0x00280002, "US", Short(1));
        Put(file, 0x00280004, "CS", "MONOCHROME2");
        Put(file, 0x00280010, "US", Short(side));
        Put(file, 0x00280011, "US", Short(side));
        Put(file, 0x00280030, "DS", "0.5\\0.5");
        Put(file, 0x00280100, "US", Short(16));
        Put(file, 0x00280101, "US", Short(16));
        Put(file, 0x00280102, "US", Short(15));
        Put(file, 0x00280103, "US", Short(1));
        Put(file, 0x00281052, "DS", "-1024");
        Put(file, 0x00281053, "DS", "1");
        Put(file, 0x7FE00010, "OW", pixels);
        return file.ToArray();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static byte[] Short(int value) => [(byte)value, (byte)(value >> 8)];

    private static void Put(Stream stream, uint tag, string type, string text) => Put(stream, tag, type,
        Encoding.ASCII.GetBytes((text.Length & 1) == 0 ? text : text + (type == "UI" ? '\0' : ' ')));

    private static void Put(Stream stream, uint tag, string type, byte[] value)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)(tag >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], (ushort)tag);
        Encoding.ASCII.GetBytes(type, head[4..]);
        head[6..].Clear();
        if (type == "OW")
        {
            BinaryPrimitives.WriteInt32LittleEndian(head[8..], value.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)value.Length);
        }

        stream.Write(head[..(type == "OW" ? 12 : 8)]);
        stream.Write(value);
    }
}
