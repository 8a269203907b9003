using System.Globalization;

namespace RefacePS.Deidentification;

/// <summary>
/// Spellings of DICOM attributes by converters: <c>PatientName</c>, <c>patient_name</c>, <c>Patient's Name</c>,
/// <c>(0010,0010)</c>, <c>00100010</c>, <c>0x00100010</c>, <c>0010|0010</c>, <c>global.const.PatientName</c>.
/// </summary>
internal static class DicomSpelling
{
    private const int TagDigits = 8;

    /// <summary>
    /// The key that spellings of one name have in common: its letters and digits in lower case, without any s. That
    /// letter comes and goes: <c>OperatorsName</c> and <c>OperatorName</c>, <c>Patient's Name</c> and
    /// <c>PatientName</c>.
    /// </summary>
    public static string Key(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Span<char> key = name.Length <= 256 ? stackalloc char[name.Length] : new char[name.Length];
        var length = 0;
        foreach (var letter in name.AsSpan(name.LastIndexOfAny(['.', '/']) + 1))
        {
            if (char.IsLetterOrDigit(letter) && letter is not ('s' or 'S'))
            {
                key[length++] = char.ToLowerInvariant(letter);
            }
        }

        return new(key[..length]);
    }

    /// <summary>The tag that a name is; null where it is no tag.</summary>
    public static uint? Tag(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = name.AsSpan().Trim();
        foreach (var prefix in (ReadOnlySpan<string>)["0x", "x", "T_", "Tag_", "Tag"])
        {
            if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                text = text[prefix.Length..];
                break;
            }
        }

        Span<char> digits = stackalloc char[TagDigits];
        var length = 0;
        foreach (var letter in text)
        {
            if (char.IsAsciiHexDigit(letter) && length < TagDigits)
            {
                digits[length++] = letter;
            }
            else if (letter is not ('(' or ')' or ',' or '|' or ':' or '_' or '-' or ' ' or ';'))
            {
                return null;
            }
        }

        return length == TagDigits ? uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : null;
    }
}
