namespace RefacePS.Files.Dicom;

/// <summary>The number of an attribute (DICOM PS3.5, 7.1): a group and an element.</summary>
internal readonly record struct DicomTag(ushort Group, ushort Element) : IComparable<DicomTag>
{
    /// <summary>(FFFE,E000): starts an item of a sequence or a fragment of pixel data.</summary>
    public static DicomTag Item { get; } = new(0xFFFE, 0xE000);

    /// <summary>(FFFE,E00D): ends an item of undefined length.</summary>
    public static DicomTag ItemEnd { get; } = new(0xFFFE, 0xE00D);

    /// <summary>(FFFE,E0DD): ends a sequence of undefined length.</summary>
    public static DicomTag SequenceEnd { get; } = new(0xFFFE, 0xE0DD);

    /// <summary>Private attributes have odd groups.</summary>
    public bool IsPrivate => (Group & 1) == 1;

    /// <summary>True if this reserves a block of private elements: (gggg,0010) to (gggg,00FF).</summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x10 and <= 0xFF;

    /// <summary>True if this is the length of a group.</summary>
    public bool IsGroupLength => Element == 0;

    /// <summary>Group and element as one number, in the order of a data set.</summary>
    public uint Number => (uint)Group << 16 | Element;

    /// <summary>A tag from its number, for example 0x00100020.</summary>
    public static DicomTag Of(uint number) => new((ushort)(number >> 16), (ushort)number);

    /// <inheritdoc/>
    public int CompareTo(DicomTag other) => Number.CompareTo(other.Number);

    /// <inheritdoc/>
    public override string ToString() => $"({Group:X4},{Element:X4})";

    public static bool operator <(DicomTag left, DicomTag right) => left.Number < right.Number;

    public static bool operator >(DicomTag left, DicomTag right) => left.Number > right.Number;

    public static bool operator <=(DicomTag left, DicomTag right) => left.Number <= right.Number;

    public static bool operator >=(DicomTag left, DicomTag right) => left.Number >= right.Number;
}
