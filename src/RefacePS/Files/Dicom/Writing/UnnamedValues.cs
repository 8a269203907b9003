using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using RefacePS.Deidentification;

namespace RefacePS.Files.Dicom.Writing;

/// <summary>
/// The rule for attributes that the confidentiality profile does not name. It takes them for numbers, codes and short
/// texts of a scanner, and so they have to be: what the standard does not know goes, and so do values that are not of
/// the form that the standard says, texts of any length, and bulk data other than pixels.
/// </summary>
/// <param name="characters">The encoding of the texts of the file.</param>
/// <param name="personal">The words by which the file names people (<see cref="PersonalWords"/>).</param>
internal sealed partial class UnnamedValues(Encoding characters, IReadOnlySet<string> personal)
{
    private const int LengthOfGroupLength = 4;
    private const int LeastLetters = 6;

    private static readonly SearchValues<byte> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789^ .,-_="u8);

    /// <summary>Those of a file, whose data set says how its texts are written and whom it is of.</summary>
    public static UnnamedValues Of(DicomDataset dataset) => new(dataset.Characters(), DicomPeople.WordsOf(dataset));

    /// <summary>The element as far as it may stay; null where nothing of it may.</summary>
    public DicomElement? Of(DicomElement element)
    {
        if (element.Tag.IsGroupLength)
        {
            return element.Value.Length == LengthOfGroupLength ? element : null;
        }

        return DataElements.RepresentationOf(element.Tag.Number) is not { } vr ? null
            : element.Tag.Number == DicomTags.PixelData ? element
            : Of(element, vr);
    }

    /// <summary>An element that an option of the profile leaves: a text as it is, and all else as far as it is of its
    /// form.</summary>
    public DicomElement? OfForm(DicomElement element) =>
        DataElements.RepresentationOf(element.Tag.Number) is not { } vr
            || vr is "LO" or "SH" or "UC" or "ST" or "LT" or "UT" or "AE" or "PN" ? element : Of(element, vr);

    /// <summary>The same of an element whose representation is known from elsewhere than the standard.</summary>
    public DicomElement? Of(DicomElement element, string vr)
    {
        if (vr == "SQ" || element.Vr == DicomVr.SQ || element.Items is not null)
        {
            return element.Items is not null || element.Value.Length == 0 ? element : null;
        }

        var said = element.Vr.IsUnknown ? vr : element.Vr.ToString();
        return said == "PN" ? null : vr switch
        {
            "US" or "SS" or "UL" or "SL" or "UV" or "SV" or "FL" or "FD" or "AT" =>
                said is not ("US" or "SS" or "UL" or "SL" or "UV" or "SV" or "FL" or "FD" or "AT")
                    ? WithValues(element, Decimal().IsMatch)
                : IsText(element.Value.Span) ? null
                : element,
            "DS" or "IS" => WithValues(element, Decimal().IsMatch),
            "DA" or "DT" or "TM" or "AS" => WithValues(element, Moment().IsMatch),
            "UI" => WithValues(element, Uid().IsMatch),
            "CS" => WithValues(element, value => Code().IsMatch(value) && !PersonalWords.AreIn(value, personal)),
            "LO" or "SH" or "UC" => WithValues(element, IsShortText),
            _ => null,
        };
    }

    /// <summary>Values that are not of a form become empty; the others keep their bytes.</summary>
    private DicomElement WithValues(DicomElement element, Predicate<string> isOfForm)
    {
        var values = characters.GetString(element.Value.Span).Split('\\');
        if (Array.TrueForAll(values, value => isOfForm(Trimmed(value))))
        {
            return element;
        }

        var kept = string.Join('\\', values.Select(value => isOfForm(Trimmed(value)) ? Trimmed(value) : ""));
        return DicomElement.Create(
            element.Tag, element.Vr, element.Encoding, characters.GetBytes(kept.Trim('\\')));
    }

    /// <summary>A name of DICOM has carets, an address an at sign.</summary>
    private bool IsShortText(string value) => value.Length <= 64 && value.AsSpan().IndexOfAny('^', '@', '\0') < 0
        && !PersonalWords.AreIn(value, personal);

    /// <summary>Several numbers whose bytes are all letters and digits are a text. The numbers of scanners have zeros
    /// and signs among their bytes.</summary>
    private static bool IsText(ReadOnlySpan<byte> value) =>
        value.TrimEnd((byte)0).Length >= LeastLetters && !value.TrimEnd((byte)0).ContainsAnyExcept(Letters);

    private static string Trimmed(string value) => value.Trim(' ', '\0');

    [GeneratedRegex(@"^[0-9+\-.eE]{0,32}\z")]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^[0-9+\-.:DWMY ]{0,54}\z")]
    private static partial Regex Moment();

    [GeneratedRegex(@"^[0-9.]{0,64}\z")]
    private static partial Regex Uid();

    /// <summary>Scanners write more into codes than the capitals that the standard allows.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_ +\-.:/()#*=<>,;%&]{0,32}\z")]
    private static partial Regex Code();
}
