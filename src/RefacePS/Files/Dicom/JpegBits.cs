namespace RefacePS.Files.Dicom;

/// <summary>The bits of entropy-coded JPEG data (ITU-T T.81, F.2.2.5), without the zeros that are stuffed after each
/// FF.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    /// <summary>Zero bits that are made up after the end before the data counts as cut: a decoder looks
    /// ahead.</summary>
    private const int MostPadding = 64;

    private readonly ReadOnlySpan<byte> data = data;
    private ulong buffer;
    private int count;
    private int padding;

    /// <summary>Offset of the next byte that was not taken yet.</summary>
    public int Position { get; private set; }

    /// <summary>The next 16 bits, which stay.</summary>
    public int Peek16()
    {
        if (count < 16)
        {
            Fill();
        }

        return (int)(buffer >> count - 16 & 0xFFFF);
    }

    /// <summary>Takes bits that were looked at.</summary>
    public void Skip(int bits) => count -= bits;

    /// <summary>Takes up to 16 bits.</summary>
    public int Take(int bits)
    {
        if (count < bits)
        {
            Fill();
        }

        count -= bits;
        return (int)(buffer >> count & (1UL << bits) - 1);
    }

    /// <summary>Forgets what is left before a marker, and takes the marker where it is a restart.</summary>
    /// <exception cref="InvalidDataException">There is another marker, or none.</exception>
    public void TakeRestart()
    {
        (buffer, count, padding) = (0, 0, 0);
        while (Position + 1 < data.Length && !(data[Position] == 0xFF && data[Position + 1] is >= 0xD0 and <= 0xD7))
        {
            if (data[Position] == 0xFF && data[Position + 1] is not (0 or 0xFF))
            {
                break;
            }

            Position++;
        }

        if (Position + 1 >= data.Length || data[Position + 1] is < 0xD0 or > 0xD7)
        {
            throw new InvalidDataException("a restart marker is missing");
        }

        Position += 2;
    }

    private void Fill()
    {
        while (count <= 48)
        {
            buffer = buffer << 8 | NextByte();
            count += 8;
        }
    }

    private byte NextByte()
    {
        if (Position < data.Length && data[Position] != 0xFF)
        {
            return data[Position++];
        }

        if (Position + 1 < data.Length && data[Position + 1] == 0)
        {
            Position += 2;
            return 0xFF;
        }

        // A marker or the end: what follows is made up, and not for long.
        padding += 8;
        return padding <= MostPadding ? (byte)0 : throw new InvalidDataException("the compressed image is cut short");
    }
}
