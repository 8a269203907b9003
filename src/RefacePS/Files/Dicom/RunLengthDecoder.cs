using System.Buffers.Binary;

namespace RefacePS.Files.Dicom;

/// <summary>Decodes the run-length compression of DICOM (PS3.5, annex G): a segment for each byte of a cell, the
/// highest first.</summary>
internal static class RunLengthDecoder
{
    private const int HeaderSize = 64;
    private const int MostSegments = 15;

    /// <summary>Decodes an image.</summary>
    /// <param name="compressed">The fragment.</param>
    /// <param name="cells">The image as little-endian cells, all of which are set.</param>
    /// <param name="cellSize">Bytes of a cell.</param>
    /// <exception cref="InvalidDataException">The data is damaged.</exception>
    public static void Decode(ReadOnlySpan<byte> compressed, Span<byte> cells, int cellSize)
    {
        var segments = compressed.Length >= HeaderSize ? BinaryPrimitives.ReadUInt32LittleEndian(compressed) : 0;
        if (segments != cellSize || segments > MostSegments)
        {
            throw new InvalidDataException($"it has {segments} run-length segments where {cellSize} are needed");
        }

        for (var segment = 0; segment < cellSize; segment++)
        {
            var start = BinaryPrimitives.ReadUInt32LittleEndian(compressed[(4 + segment * 4)..]);
            if (start < HeaderSize || start > compressed.Length)
            {
                throw new InvalidDataException($"run-length segment {segment + 1} starts outside the data");
            }

            DecodeSegment(compressed[(int)start..], cells, cellSize - 1 - segment, cellSize);
        }
    }

    /// <summary>PackBits: a count of literal bytes, or of repeats of one.</summary>
    private static void DecodeSegment(ReadOnlySpan<byte> segment, Span<byte> cells, int place, int step)
    {
        var read = 0;
        while (place < cells.Length)
        {
            if (read >= segment.Length)
            {
                throw new InvalidDataException("a run-length segment ends before the image is whole");
            }

            var count = (sbyte)segment[read++];
            if (count == sbyte.MinValue)
            {
                continue;
            }

            var isLiteral = count >= 0;
            var length = isLiteral ? count + 1 : 1 - count;
            if (segment.Length - read < (isLiteral ? length : 1))
            {
                throw new InvalidDataException("a run-length segment ends inside a run");
            }

            for (var i = 0; i < length && place < cells.Length; i++, place += step)
            {
                cells[place] = segment[isLiteral ? read + i : read];
            }

            read += isLiteral ? length : 1;
        }
    }
}
