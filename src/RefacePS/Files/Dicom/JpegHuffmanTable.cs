namespace RefacePS.Files.Dicom;

/// <summary>A Huffman table of JPEG (ITU-T T.81, annex C), as a look-up by the next 16 bits.</summary>
internal sealed class JpegHuffmanTable
{
    private const int CodeBits = 16;

    /// <summary>Length of the code in the high byte, its symbol in the low one; 0 where there is no such
    /// code.</summary>
    private readonly ushort[] codes = new ushort[1 << CodeBits];

    /// <summary>Makes the table of the numbers of codes of each length (16 bytes) and their symbols.</summary>
    /// <exception cref="InvalidDataException">There are more codes than bits allow, or fewer symbols than
    /// codes.</exception>
    public JpegHuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        var (first, symbol) = (0, 0);
        for (var length = 1; length <= CodeBits; length++)
        {
            var span = 1 << CodeBits - length;
            for (var i = 0; i < counts[length - 1]; i++, first += span, symbol++)
            {
                if (first + span > codes.Length || symbol >= symbols.Length)
                {
                    throw new InvalidDataException("a Huffman table is damaged");
                }

                codes.AsSpan(first, span).Fill((ushort)(length << 8 | symbols[symbol]));
            }
        }
    }

    /// <summary>Takes the next symbol.</summary>
    /// <exception cref="InvalidDataException">The bits are no code.</exception>
    public int Take(ref JpegBits bits)
    {
        int code = codes[bits.Peek16()];
        if (code == 0)
        {
            throw new InvalidDataException("it has bits that are no Huffman code");
        }

        bits.Skip(code >> 8);
        return code & 0xFF;
    }
}
