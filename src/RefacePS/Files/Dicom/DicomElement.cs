namespace RefacePS.Files.Dicom;

/// <summary>
/// An element of a data set with the very bytes that the file has for it: header, value and delimiter. It never
/// changes; what is not replaced is written as it was read.
/// </summary>
internal sealed class DicomElement
{
    /// <summary>An element as read.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="vr">Its value representation, as the file says it.</param>
    /// <param name="encoding">How it is written.</param>
    /// <param name="raw">Header, value and delimiter.</param>
    /// <param name="value">The value alone.</param>
    public DicomElement(
        DicomTag tag, DicomVr vr, DicomEncoding encoding, ReadOnlyMemory<byte> raw, ReadOnlyMemory<byte> value) =>
        (Tag, Vr, Encoding, Raw, Value) = (tag, vr, encoding, raw, value);

    public DicomTag Tag { get; }

    public DicomVr Vr { get; }

    public DicomEncoding Encoding { get; }

    /// <summary>Header, value and delimiter as in the file.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The value; of pixel data in fragments, all fragments with their headers.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>The items of a sequence; null where this is none.</summary>
    public IReadOnlyList<DicomItem>? Items { get; init; }

    /// <summary>The fragments of encapsulated pixel data, the offset table first; null where this is none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Fragments { get; init; }

    /// <summary>True if the length was undefined, so that a delimiter ends the value.</summary>
    public bool IsUndefinedLength { get; init; }

    /// <summary>A new element; a value of odd length is padded as its representation demands.</summary>
    public static DicomElement Create(DicomTag tag, DicomVr vr, DicomEncoding encoding, ReadOnlySpan<byte> value)
    {
        var padded = value.Length + (value.Length & 1);
        var header = encoding.ElementHeader(tag, vr, (uint)padded);
        var raw = new byte[header.Length + padded];
        header.CopyTo(raw, 0);
        value.CopyTo(raw.AsSpan(header.Length));
        if (padded > value.Length)
        {
            raw[^1] = vr.Padding;
        }

        return new(tag, encoding.IsExplicit ? vr : DicomVr.Unsaid, encoding, raw, raw.AsMemory(header.Length));
    }

    /// <summary>A new sequence of defined length.</summary>
    public static DicomElement CreateSequence(DicomTag tag, DicomEncoding encoding, IReadOnlyList<DicomItem> items)
    {
        var value = Concatenate(items.Select(item => item.Raw));
        var element = Create(tag, DicomVr.SQ, encoding, value);
        return new(tag, element.Vr, encoding, element.Raw, element.Value) { Items = items };
    }

    /// <summary>The same sequence with other items, its length defined or undefined as it was.</summary>
    public DicomElement WithItems(IReadOnlyList<DicomItem> items)
    {
        var value = Concatenate(items.Select(item => item.Raw));
        var length = IsUndefinedLength ? DicomEncoding.Undefined : (uint)value.Length;
        var header = Encoding.ElementHeader(Tag, Vr == DicomVr.Unsaid ? DicomVr.SQ : Vr, length);

        // Inside a sequence that the file calls unknown the encoding is another, and the delimiter is of the
        // sequence's.
        ReadOnlyMemory<byte>[] parts = IsUndefinedLength
            ? [header, value, Encoding.ItemHeader(DicomTag.SequenceEnd, 0)]
            : [header, value];
        var raw = Concatenate(parts);
        return new(Tag, Vr, Encoding, raw, raw.AsMemory(header.Length, value.Length))
        {
            Items = items,
            IsUndefinedLength = IsUndefinedLength,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Tag} {Vr} {Counted.Of(Value.Length, "byte")}";

    /// <summary>All parts in one array.</summary>
    public static byte[] Concatenate(IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        var list = parts as IReadOnlyCollection<ReadOnlyMemory<byte>> ?? [.. parts];
        var bytes = new byte[list.Sum(part => (long)part.Length)];
        var offset = 0;
        foreach (var part in list)
        {
            part.Span.CopyTo(bytes.AsSpan(offset));
            offset += part.Length;
        }

        return bytes;
    }
}
