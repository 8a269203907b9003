using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace RefacePS.Rendering;

/// <summary>
/// Writes 8-bit grey pictures as PNG (ISO/IEC 15948): signature, IHDR, one IDAT, IEND. The same picture gives the
/// same bytes: there is no time stamp and no text.
/// </summary>
public static class PngEncoder
{
    private const byte GreyscaleColourType = 0;
    private const byte UpFilter = 2;
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The bytes of a PNG file that shows a picture.</summary>
    public static byte[] Encode(GreyPicture picture)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, Header(picture));
        WriteChunk(file, "IDAT"u8, Compress(picture));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Header(GreyPicture picture)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        header[8] = 8;
        header[9] = GreyscaleColourType;
        return header;
    }

    private static byte[] Compress(GreyPicture picture)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            var line = new byte[picture.Width + 1];
            line[0] = UpFilter;
            for (var y = 0; y < picture.Height; y++)
            {
                for (var x = 0; x < picture.Width; x++)
                {
                    line[x + 1] = (byte)(picture[x, y] - (y > 0 ? picture[x, y - 1] : 0));
                }

                zlib.Write(line);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var checksum = new Crc32();
        checksum.Append(type);
        checksum.Append(data);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, checksum.GetCurrentHashAsUInt32());
        file.Write(number);
    }
}
