using System.Text;
using System.Text.Unicode;

namespace RefacePS.Deidentification;

/// <summary>Text of which nothing says how it is encoded, or nothing that is true.</summary>
internal static class UndeclaredText
{
    /// <summary>The text of bytes: UTF-8 where they are that, for Latin letters beyond ASCII hardly ever are by chance;
    /// else Latin-1.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) =>
        (Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
}
