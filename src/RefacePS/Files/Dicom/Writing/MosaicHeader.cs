using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace RefacePS.Files.Dicom.Writing;

/// <summary>
/// Leaves in the CSA header of a Siemens mosaic what says how its slices lie and were weighted. It has some hundred
/// fields, and between them what the software of the scanner forgot to clear.
/// </summary>
internal static partial class MosaicHeader
{
    private static readonly string[] Kept =
    [
        "NumberOfImagesInMosaic", "SliceNormalVector", "MosaicRefAcqTimes", "B_value", "DiffusionGradientDirection",
        "DiffusionDirectionality", "B_matrix", "BandwidthPerPixelPhaseEncode", "PhaseEncodingDirectionPositive",
    ];

    /// <summary>The header with the same fields in the same places, all but those that stay empty.</summary>
    public static byte[] Cleaned(ReadOnlySpan<byte> header)
    {
        var cleaned = new byte[header.Length];
        var start = CsaHeader.StartOf(header);
        if (start == 16)
        {
            "SV10\u0004\u0003\u0002\u0001"u8.CopyTo(cleaned);
        }

        CopyNumbers(header, cleaned, start - 8, 2);
        foreach (var field in CsaHeader.Read(header))
        {
            CopyNumbers(header, cleaned, field.Start + CsaHeader.NameSize, 5);
            var isKept = Kept.Contains(field.Name);
            Put(isKept ? field.Name : "", cleaned, field.Start);
            foreach (var (value, length) in field.Values)
            {
                CopyNumbers(header, cleaned, value - CsaHeader.ValueHeadSize, 4);
                var text = CsaHeader.Text(header.Slice(value, length));
                Put(isKept && Number().IsMatch(text) ? text : "", cleaned, value);
            }
        }

        return cleaned;
    }

    private static void Put(string text, byte[] cleaned, int offset) =>
        Encoding.ASCII.GetBytes(text).CopyTo(cleaned.AsSpan(offset));

    /// <summary>Counts and lengths; what is more than the header has bytes is neither, but may be letters.</summary>
    private static void CopyNumbers(ReadOnlySpan<byte> header, byte[] cleaned, int offset, int count)
    {
        for (var end = offset + 4 * count; offset < end && offset + 4 <= header.Length; offset += 4)
        {
            var number = CsaHeader.Int(header, offset);
            BinaryPrimitives.WriteInt32LittleEndian(
                cleaned.AsSpan(offset), number >= 0 && number <= header.Length ? number : 0);
        }
    }

    /// <summary>Numbers, and the directionality of diffusion.</summary>
    [GeneratedRegex(@"^([0-9+\-.eE]{0,32}|NONE|DIRECTIONAL|BMATRIX|ISOTROPIC)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
