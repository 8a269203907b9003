using System.Globalization;
using System.Text;

namespace RefacePS.Files.Dicom;

/// <summary>Values of elements as text and numbers (DICOM PS3.5, 6.2). What is damaged is taken as not there.</summary>
internal static class DicomValues
{
    private static readonly char[] Filling = [' ', '\0'];

    /// <summary>The element as text without the filling at its ends, or null where it is missing or empty.</summary>
    public static string? GetText(this DicomDataset dataset, uint tag, Encoding? characters = null)
    {
        if (dataset.Find(DicomTag.Of(tag)) is not { Items: null } element)
        {
            return null;
        }

        var text = (characters ?? Encoding.Latin1).GetString(element.Value.Span).Trim(Filling);
        return text.Length > 0 ? text : null;
    }

    /// <summary>The values of a text that may hold several, or none.</summary>
    public static string[] GetTexts(this DicomDataset dataset, uint tag, Encoding? characters = null) =>
        dataset.GetText(tag, characters)?.Split('\\').Select(value => value.Trim(Filling)).ToArray() ?? [];

    /// <summary>The first value as a whole number, or null.</summary>
    public static int? GetInteger(this DicomDataset dataset, uint tag) =>
        dataset.GetNumber(tag) is { } value && Math.Abs(value) <= int.MaxValue ? (int)value : null;

    /// <summary>The first value as a number, or null.</summary>
    public static double? GetNumber(this DicomDataset dataset, uint tag) =>
        dataset.GetNumbers(tag) is [var first, ..] ? first : null;

    /// <summary>
    /// The values as numbers: of text or of binary, by the representation, or where the file does not say it, by the
    /// one that the standard has for the attribute.
    /// </summary>
    public static double[] GetNumbers(this DicomDataset dataset, uint tag)
    {
        if (dataset.Find(DicomTag.Of(tag)) is not { Items: null } element)
        {
            return [];
        }

        var vr = element.Vr.IsUnknown ? StandardVr(tag) : element.Vr.ToString();
        return vr switch
        {
            "US" => Binary(element, 2, bytes => element.Encoding.ReadUInt16(bytes)),
            "SS" => Binary(element, 2, bytes => (short)element.Encoding.ReadUInt16(bytes)),
            "UL" => Binary(element, 4, bytes => element.Encoding.ReadUInt32(bytes)),
            "SL" => Binary(element, 4, bytes => (int)element.Encoding.ReadUInt32(bytes)),
            "FL" => Binary(element, 4, bytes => BitConverter.UInt32BitsToSingle(element.Encoding.ReadUInt32(bytes))),
            "FD" => Binary(element, 8, bytes => BitConverter.UInt64BitsToDouble(element.Encoding.ReadUInt64(bytes))),
            _ => Decimals(dataset.GetTexts(tag)),
        };
    }

    /// <summary>The encoding of text that the data set names (PS3.3, C.12.1.1.2); Latin-1 where it names none that is
    /// known.</summary>
    public static Encoding Characters(this DicomDataset dataset)
    {
        // The last of several is what differs from the default.
        var name = dataset.GetTexts(DicomTags.SpecificCharacterSet).LastOrDefault() ?? "";
        var code = name.Replace("ISO 2022 IR", "ISO_IR", StringComparison.Ordinal) switch
        {
            "ISO_IR 192" => "utf-8",
            "GB18030" or "GBK" => "GB18030",
            "ISO_IR 101" => "iso-8859-2",
            "ISO_IR 109" => "iso-8859-3",
            "ISO_IR 110" => "iso-8859-4",
            "ISO_IR 144" => "iso-8859-5",
            "ISO_IR 127" => "iso-8859-6",
            "ISO_IR 126" => "iso-8859-7",
            "ISO_IR 138" => "iso-8859-8",
            "ISO_IR 148" => "iso-8859-9",
            "ISO_IR 13" => "shift_jis",
            "ISO_IR 87" or "ISO_IR 159" => "iso-2022-jp",
            "ISO_IR 149" => "euc-kr",
            "ISO_IR 58" => "gb2312",
            _ => "",
        };
        return code switch
        {
            "" => Encoding.Latin1,
            "utf-8" => Encoding.UTF8,
            _ => CodePagesEncodingProvider.Instance.GetEncoding(code) ?? Encoding.Latin1,
        };
    }

    private delegate double ReadValue(ReadOnlySpan<byte> bytes);

    private static double[] Binary(DicomElement element, int size, ReadValue read)
    {
        var values = new double[Math.Min(element.Value.Length / size, 64)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = read(element.Value.Span[(i * size)..]);
        }

        return values;
    }

    private static double[] Decimals(string[] texts)
    {
        var values = new double[Math.Min(texts.Length, 64)];
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.TryParse(texts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i])
                || !double.IsFinite(values[i]))
            {
                return [];
            }
        }

        return values;
    }

    private static string StandardVr(uint tag) => tag switch
    {
        DicomTags.SamplesPerPixel or DicomTags.Rows or DicomTags.Columns or DicomTags.BitsAllocated
            or DicomTags.BitsStored or DicomTags.HighBit or DicomTags.PixelRepresentation
            or DicomTags.MRAcquisitionPhaseEncodingSteps or DicomTags.AcquisitionMatrix => "US",
        DicomTags.TemporalPositionIndex or DicomTags.DimensionIndexValues => "UL",
        DicomTags.FrameAcquisitionNumber => "US",
        DicomTags.EffectiveEchoTime or DicomTags.DiffusionBValue or DicomTags.InversionTimes
            or DicomTags.TemporalPositionTimeOffset or DicomTags.AcquisitionDuration
            or DicomTags.ParallelReductionFactorInPlane => "FD",
        DicomTags.PhilipsPrepulseDelay or DicomTags.PhilipsScaleSlope => "FL",
        _ => "DS",
    };
}
