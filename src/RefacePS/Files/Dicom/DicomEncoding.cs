using System.Buffers.Binary;

namespace RefacePS.Files.Dicom;

/// <summary>The encoding of the elements of a data set (DICOM PS3.5, 7.1 and annex A).</summary>
/// <param name="IsExplicit">Whether each element names its value representation.</param>
/// <param name="IsBigEndian">Byte order.</param>
internal readonly record struct DicomEncoding(bool IsExplicit, bool IsBigEndian)
{
    /// <summary>Length that says: until the delimiter.</summary>
    public const uint Undefined = 0xFFFFFFFF;

    public static DicomEncoding ImplicitLittle { get; } = new(false, false);

    public static DicomEncoding ExplicitLittle { get; } = new(true, false);

    public ushort ReadUInt16(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    public uint ReadUInt32(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    public ulong ReadUInt64(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    public DicomTag ReadTag(ReadOnlySpan<byte> bytes) => new(ReadUInt16(bytes), ReadUInt16(bytes[2..]));

    public void WriteUInt16(Span<byte> bytes, ushort value)
    {
        if (IsBigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        }
    }

    public void WriteUInt32(Span<byte> bytes, uint value)
    {
        if (IsBigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }
    }

    /// <summary>The bytes of a tag and a length as items and delimiters have them: no value representation.</summary>
    public byte[] ItemHeader(DicomTag tag, uint length)
    {
        var bytes = new byte[8];
        WriteTag(bytes, tag);
        WriteUInt32(bytes.AsSpan(4), length);
        return bytes;
    }

    /// <summary>The bytes before the value of an element.</summary>
    /// <exception cref="ArgumentException">The value is too long for a representation with a length of 16
    /// bits.</exception>
    public byte[] ElementHeader(DicomTag tag, DicomVr vr, uint length)
    {
        if (!IsExplicit)
        {
            return ItemHeader(tag, length);
        }

        var bytes = new byte[vr.HasLongHeader ? 12 : 8];
        WriteTag(bytes, tag);
        (bytes[4], bytes[5]) = ((byte)vr.First, (byte)vr.Second);
        if (vr.HasLongHeader)
        {
            WriteUInt32(bytes.AsSpan(8), length);
            return bytes;
        }

        if (length > ushort.MaxValue)
        {
            throw new ArgumentException($"{tag} of {Counted.Of(length, "byte")} is too long for {vr}.", nameof(length));
        }

        WriteUInt16(bytes.AsSpan(6), (ushort)length);
        return bytes;
    }

    private void WriteTag(Span<byte> bytes, DicomTag tag)
    {
        WriteUInt16(bytes, tag.Group);
        WriteUInt16(bytes[2..], tag.Element);
    }
}
