using System.Text;

namespace RefacePS.Files;

/// <summary>Text of unknown encoding. Its characters are kept, or it is not read: none becomes a replacement
/// character.</summary>
internal static class TextFile
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private static readonly (byte[] Mark, Encoding Encoding)[] Marked =
    [
        ([0xef, 0xbb, 0xbf], StrictUtf8),
        ([0xff, 0xfe, 0, 0], new UTF32Encoding(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true)),
        ([0xff, 0xfe], new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true)),
        ([0xfe, 0xff], new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true)),
    ];

    /// <summary>
    /// Decodes a file: by its byte order mark where it has one; else as UTF-16 where every other byte is 0, as UTF-8,
    /// and where it is not that, as Windows-1252, which Latin-1 is part of.
    /// </summary>
    /// <returns>The text without a byte order mark; null where it is in none of these.</returns>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        foreach (var (mark, encoding) in Marked)
        {
            if (bytes.StartsWith(mark))
            {
                return TryDecode(encoding, bytes[mark.Length..]);
            }
        }

        return Utf16Without(bytes) is { } utf16 ? TryDecode(utf16, bytes)
            : bytes.Contains((byte)0) ? null
            : TryDecode(StrictUtf8, bytes) ?? DecodeWindows(bytes);
    }

    private static Encoding? Utf16Without(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || bytes.Length % 2 != 0)
        {
            return null;
        }

        return bytes[0] == 0 && bytes[1] != 0 ? Marked[3].Encoding : bytes[0] != 0 && bytes[1] == 0 ? Marked[2]
            .Encoding : null;
    }

    private static string? DecodeWindows(ReadOnlySpan<byte> bytes)
    {
        var text = CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes);

        // The five bytes that mean nothing there come out as control characters.
        return text.AsSpan().ContainsAnyInRange('\u0080', '\u009f') ? null : text;
    }

    private static string? TryDecode(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
