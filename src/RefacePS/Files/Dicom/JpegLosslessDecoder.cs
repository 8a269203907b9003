using System.Buffers.Binary;

namespace RefacePS.Files.Dicom;

/// <summary>
/// Decodes lossless JPEG with Huffman codes (ITU-T T.81, annex H; process 14 of DICOM PS3.5, 8.2.1): one component of 2
/// to 16 bits, all seven predictors, point transform, restart intervals.
/// </summary>
internal sealed class JpegLosslessDecoder
{
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfLosslessFrame = 0xC3;
    private const byte HuffmanTables = 0xC4;
    private const byte StartOfScan = 0xDA;
    private const byte RestartInterval = 0xDD;

    private readonly JpegHuffmanTable?[] tables = new JpegHuffmanTable?[4];
    private readonly int rows;
    private readonly int columns;
    private int precision;
    private int restartInterval;

    private JpegLosslessDecoder(int rows, int columns) => (this.rows, this.columns) = (rows, columns);

    /// <summary>Decodes an image.</summary>
    /// <param name="compressed">The JPEG stream.</param>
    /// <param name="cells">The image as little-endian cells, rows x columns, all of which are set.</param>
    /// <param name="format">What the image should be.</param>
    /// <exception cref="InvalidDataException">The data is damaged, of another size, or no lossless JPEG.</exception>
    public static void Decode(ReadOnlySpan<byte> compressed, Span<byte> cells, PixelFormat format)
    {
        var decoder = new JpegLosslessDecoder(format.Rows, format.Columns);
        var samples = new ushort[format.Rows * format.Columns];
        decoder.ReadSegments(compressed, samples, format.BitsAllocated);
        for (var i = 0; i < samples.Length; i++)
        {
            switch (format.CellSize)
            {
                case 1:
                    cells[i] = (byte)samples[i];
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt16LittleEndian(cells[(i * 2)..], samples[i]);
                    break;
                default:
                    BinaryPrimitives.WriteUInt32LittleEndian(cells[(i * 4)..], samples[i]);
                    break;
            }
        }
    }

    private void ReadSegments(ReadOnlySpan<byte> data, ushort[] samples, int mostBits)
    {
        var offset = 0;
        while (true)
        {
            var marker = NextMarker(data, ref offset);
            if (marker is StartOfImage)
            {
                continue;
            }

            if (marker is EndOfImage)
            {
                throw new InvalidDataException("it has no scan");
            }

            var segment = Segment(data, ref offset);
            switch (marker)
            {
                case StartOfLosslessFrame:
                    ReadFrame(segment, mostBits);
                    break;
                case >= 0xC0 and <= 0xCF and not (HuffmanTables or 0xC8 or 0xCC):
                    throw new InvalidDataException($"it is JPEG of another process (SOF{marker - 0xC0})");
                case HuffmanTables:
                    ReadTables(segment);
                    break;
                case RestartInterval:
                    restartInterval = segment.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(segment) : 0;
                    break;
                case StartOfScan:
                    ReadScan(segment, data[offset..], samples);
                    return;
            }
        }
    }

    private static byte NextMarker(ReadOnlySpan<byte> data, ref int offset)
    {
        while (offset + 1 < data.Length)
        {
            if (data[offset] == 0xFF && data[offset + 1] is not (0 or 0xFF))
            {
                offset += 2;
                return data[offset - 1];
            }

            offset++;
        }

        throw new InvalidDataException("the compressed image is cut short");
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> data, ref int offset)
    {
        var length = data.Length - offset >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(data[offset..]) : 0;
        if (length < 2 || length > data.Length - offset)
        {
            throw new InvalidDataException("the compressed image is cut short");
        }

        offset += length;
        return data.Slice(offset - length + 2, length - 2);
    }

    private void ReadFrame(ReadOnlySpan<byte> segment, int mostBits)
    {
        var isRight = segment.Length >= 9 && segment[5] == 1
            && BinaryPrimitives.ReadUInt16BigEndian(segment[1..]) == rows
            && BinaryPrimitives.ReadUInt16BigEndian(segment[3..]) == columns;
        if (!isRight || segment[0] < 2 || segment[0] > Math.Min(mostBits, 16))
        {
            throw new InvalidDataException("the compressed image has another size than the file says");
        }

        precision = segment[0];
    }

    private void ReadTables(ReadOnlySpan<byte> segment)
    {
        while (segment.Length >= 17)
        {
            var symbols = 0;
            foreach (var count in segment[1..17])
            {
                symbols += count;
            }

            if ((segment[0] & 0x0F) >= tables.Length || segment.Length < 17 + symbols)
            {
                throw new InvalidDataException("a Huffman table is damaged");
            }

            tables[segment[0] & 0x0F] = new(segment[1..17], segment.Slice(17, symbols));
            segment = segment[(17 + symbols)..];
        }
    }

    private void ReadScan(ReadOnlySpan<byte> header, ReadOnlySpan<byte> data, ushort[] samples)
    {
        if (precision == 0 || header.Length < 6 || header[0] != 1
            || (header[2] >> 4) >= tables.Length || tables[header[2] >> 4] is not { } table)
        {
            throw new InvalidDataException("the scan of the compressed image is damaged");
        }

        var (predictor, pointTransform) = (header[3], header[5] & 0x0F);
        if (predictor is < 1 or > 7 || pointTransform >= precision)
        {
            throw new InvalidDataException("the scan of the compressed image is damaged");
        }

        var bits = new JpegBits(data);
        var isFirstRow = true;
        for (var row = 0; row < rows; row++)
        {
            if (restartInterval > 0 && row > 0 && (long)row * columns % restartInterval == 0)
            {
                bits.TakeRestart();
                isFirstRow = true;
            }

            var above = isFirstRow ? [] : samples.AsSpan((row - 1) * columns, columns);
            DecodeRow(ref bits, table, above, samples.AsSpan(row * columns, columns), predictor,
                precision - pointTransform);
            isFirstRow = false;
        }

        for (var i = 0; pointTransform > 0 && i < samples.Length; i++)
        {
            samples[i] <<= pointTransform;
        }
    }

    /// <summary>A row; without one above it, of the first of the image or after a restart, all is predicted from the
    /// left.</summary>
    private static void DecodeRow(
        ref JpegBits bits, JpegHuffmanTable table, ReadOnlySpan<ushort> above, Span<ushort> row, int predictor,
        int bitCount)
    {
        var left = above.IsEmpty ? 1 << bitCount - 1 : above[0];
        row[0] = (ushort)(left + Difference(ref bits, table));
        for (var x = 1; x < row.Length; x++)
        {
            var prediction = above.IsEmpty ? row[x - 1] : Predict(predictor, row[x - 1], above[x], above[x - 1]);
            row[x] = (ushort)(prediction + Difference(ref bits, table));
        }
    }

    /// <summary>Table H.1: from the pixel to the left, above, and above that to the left.</summary>
    private static int Predict(int predictor, int left, int above, int corner) => predictor switch
    {
        1 => left,
        2 => above,
        3 => corner,
        4 => left + above - corner,
        5 => left + (above - corner >> 1),
        6 => above + (left - corner >> 1),
        _ => left + above >> 1,
    };

    /// <summary>Table H.2: the category, then as many bits; 16 stands for 32768 and has none.</summary>
    private static int Difference(ref JpegBits bits, JpegHuffmanTable table)
    {
        var category = table.Take(ref bits);
        if (category is 0 or 16)
        {
            return category << 11;
        }

        if (category > 16)
        {
            throw new InvalidDataException("it has a difference of more than 16 bits");
        }

        var value = bits.Take(category);
        return value < 1 << category - 1 ? value - (1 << category) + 1 : value;
    }
}
