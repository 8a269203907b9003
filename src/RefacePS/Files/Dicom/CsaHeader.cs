using System.Buffers.Binary;
using System.Text;

namespace RefacePS.Files.Dicom;

/// <summary>A field of a CSA header.</summary>
/// <param name="Start">Offset of its head, which begins with the name.</param>
/// <param name="Name">Its name.</param>
/// <param name="Values">Offset and length of its values, each behind a head of its own.</param>
internal sealed record CsaField(int Start, string Name, IReadOnlyList<(int Start, int Length)> Values);

/// <summary>
/// The private header of Siemens, fields with names and texts, whose layout is known from nibabel's description
/// ("Siemens format DICOM with CSA header").
/// </summary>
internal static class CsaHeader
{
    /// <summary>Bytes of a name, with which the head of a field begins.</summary>
    public const int NameSize = 64;

    /// <summary>Bytes of the head of a field.</summary>
    public const int FieldSize = 84;

    /// <summary>Bytes of the head of a value.</summary>
    public const int ValueHeadSize = 16;

    private const int MostFields = 128;

    /// <summary>Offset of the first field.</summary>
    public static int StartOf(ReadOnlySpan<byte> header) => header.StartsWith("SV10"u8) ? 16 : 8;

    /// <summary>The fields as far as they are whole.</summary>
    public static IReadOnlyList<CsaField> Read(ReadOnlySpan<byte> header)
    {
        var fields = new List<CsaField>();
        var offset = StartOf(header);
        var count = Math.Min(Int(header, offset - 8), MostFields);
        while (fields.Count < count && header.Length - offset >= FieldSize)
        {
            var (start, items) = (offset, Int(header, offset + 76));
            var values = new List<(int Start, int Length)>();
            offset += FieldSize;
            for (var item = 0; item < items && header.Length - offset >= ValueHeadSize; item++)
            {
                var length = Int(header, offset + 4);
                offset += ValueHeadSize;
                if (length < 0 || length > header.Length - offset)
                {
                    return fields;
                }

                values.Add((offset, length));
                offset += length + 3 & ~3;
            }

            fields.Add(new(start, Text(header.Slice(start, NameSize)), values));
        }

        return fields;
    }

    /// <summary>A number of a head; 0 where the header ends before it.</summary>
    public static int Int(ReadOnlySpan<byte> header, int offset) =>
        header.Length - offset >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(header[offset..]) : 0;

    /// <summary>A text up to its end.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]).Trim();
    }
}
