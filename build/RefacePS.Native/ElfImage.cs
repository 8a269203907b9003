using System.Buffers.Binary;
using System.Text;

namespace RefacePS.Native;

/// <summary>
/// A 64-bit little-endian ELF file and its section headers (System V ABI, "Object Files"; System V ABI, AMD64
/// supplement).
/// </summary>
public sealed class ElfImage
{
    private const int FileHeaderSize = 64;
    private const int SectionHeaderSize = 64;

    private readonly byte[] bytes;

    /// <summary>Reads the section headers.</summary>
    /// <exception cref="InvalidDataException">The file is not a 64-bit little-endian ELF file, or it is
    /// damaged.</exception>
    public ElfImage(byte[] bytes)
    {
        this.bytes = bytes;
        if (bytes.Length < FileHeaderSize || !bytes.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("Not a 64-bit little-endian ELF file.");
        }

        var table = (long)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(0x28));
        Sections = [.. Enumerable.Range(0, ReadUInt16(0x3c))
            .Select(index => ReadSection(table + index * SectionHeaderSize))];
    }

    /// <summary>The sections in file order.</summary>
    public IReadOnlyList<ElfSection> Sections { get; }

    /// <summary>The only section of a type.</summary>
    /// <exception cref="InvalidDataException">There is none, or more than one.</exception>
    public ElfSection Single(ElfSectionType type)
    {
        var found = Sections.Where(section => section.Type == type).ToList();
        return found.Count == 1 ? found[0]
            : throw new InvalidDataException($"Expected one {type} section, found {found.Count}.");
    }

    /// <summary>The 16-bit number at an offset in the file.</summary>
    public ushort ReadUInt16(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(offset, 2));

    /// <summary>The 32-bit number at an offset in the file.</summary>
    public uint ReadUInt32(long offset) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, 4));

    /// <summary>Replaces the 16-bit number at an offset in the file.</summary>
    public void WriteUInt16(long offset, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(Slice(offset, 2), value);

    /// <summary>The text that starts at an offset of a string table.</summary>
    public string ReadString(ElfSection table, uint offset)
    {
        var rest = Slice(table.Offset + offset, table.Size - offset);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private Span<byte> Slice(long offset, long length) => offset >= 0 && length >= 0 && offset + length <= bytes.Length
        ? bytes.AsSpan((int)offset, (int)length)
        : throw new InvalidDataException("The ELF file points outside itself.");

    private ElfSection ReadSection(long header)
    {
        var fields = Slice(header, SectionHeaderSize);
        return new(
            (ElfSectionType)BinaryPrimitives.ReadUInt32LittleEndian(fields[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(fields[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(fields[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(fields[40..]));
    }
}
