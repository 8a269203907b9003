using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace RefacePS.Tests.Rendering;

/// <summary>A reader of 8-bit grey PNG files from the specification (ISO/IEC 15948), strict about everything it
/// reads.</summary>
internal sealed class PngFile
{
    private readonly byte[] pixels;

    public PngFile(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        var chunks = ReadChunks(file);
        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Select(chunk => chunk.Type));
        var header = chunks[0].Data;
        (Width, Height) =
            (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        Assert.Equal([8, 0, 0, 0, 0], header[8..]);
        pixels = Unfilter(Inflate(chunks[1].Data));
    }

    public int Width { get; }

    public int Height { get; }

    public byte this[int x, int y] => pixels[y * Width + x];

    /// <summary>The columns and rows that hold a grey of at least that much, from <paramref name="left"/> and
    /// <paramref name="top"/> on.</summary>
    public (int Left, int Top, int Right, int Bottom) Bounds(int left, int top, int size, byte least)
    {
        var inside = (from y in Enumerable.Range(0, size) from x in Enumerable.Range(0, size)
            where this[left + x, top + y] >= least select (x, y)).ToList();
        return (inside.Min(p => p.x), inside.Min(p => p.y), inside.Max(p => p.x), inside.Max(p => p.y));
    }

    private static List<(string Type, byte[] Data)> ReadChunks(byte[] file)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var typeAndData = file.AsSpan(at + 4, 4 + length);
            Assert.Equal(Crc(typeAndData), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            chunks.Add((Encoding.ASCII.GetString(typeAndData[..4]), typeAndData[4..].ToArray()));
            at += 12 + length;
        }

        return chunks;
    }

    /// <summary>The specification's polynomial, a bit at a time.</summary>
    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
        }

        return ~crc;
    }

    private static byte[] Inflate(byte[] data)
    {
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        return raw.ToArray();
    }

    private byte[] Unfilter(byte[] raw)
    {
        Assert.Equal((Width + 1) * Height, raw.Length);
        var result = new byte[Width * Height];
        for (var y = 0; y < Height; y++)
        {
            var filter = raw[y * (Width + 1)];
            Assert.True(filter is 0 or 2, $"Row {y} has filter {filter}, which this reader does not know.");
            for (var x = 0; x < Width; x++)
            {
                var above = filter == 2 && y > 0 ? result[(y - 1) * Width + x] : 0;
                result[y * Width + x] = (byte)(raw[y * (Width + 1) + 1 + x] + above);
            }
        }

        return result;
    }
}
