using System.Text.RegularExpressions;

namespace RefacePS.Archives.Contents;

/// <summary>
/// Tells lines that say who somebody is: the name, number or birth date of a patient, as programs that show headers
/// of images write them and as people do in forms. A text that only speaks of such fields has no value beside them.
/// </summary>
internal static partial class PatientLines
{
    /// <summary>Signs between a field and its value, and marks about either.</summary>
    private const string Between = @"[*_`""'>\])}]{0,4}[ \t]*[:=|;/,.{]{0,12}[ \t]*[*_`""'<\[({]{0,4}[ \t]*";

    /// <summary>Signs before a field in its line: bullets, quotes, numbers of lines.</summary>
    private const string Start = @"[\r\n][\uFEFF \t#>*_`""'\-+|.(\[\d]*";

    /// <summary>Words in the place of a value: nobody's.</summary>
    private const string Nobody = @"(?!(removed?|deleted?|cleared?|empty|emptied|none|null|nil|n/?a|unknown|anon\w*|"
        + @"de-?identified|dummy|redacted|hash\w*|replaced?|keep|kept|x+|str|string|int|date|datetime|text|varchar|"
        + @"optional|true|false|is|are|was|were|and|or|of|in|the|field|column|tag|attribute)\b)";

    private const string Day = @"((19|20)\d\d[-/. ]?[01]\d[-/. ]?[0-3]\d|[0-3]?\d[-/. ][01]?\d[-/. ](19|20)?\d\d|"
        + @"[0-3]?\d(st|nd|rd|th)?[-. ]{0,2}\p{L}{3,9}[-.,' ]{0,2}(19|20)?\d\d|\p{L}{3,9}\.? [0-3]?\d,? (19|20)\d\d)";

    private const string Birth = @"(D\.?O\.?B|date[ _]?of[ _]?birth|birth[ _]?da(te|y)|geburts(datum|tag)|geb\.?|"
        + @"geboren|born|date[ _]de[ _]naissance|né(e|\(e\))? le|fecha[ _]de[ _]nacimiento|data[ _]di[ _]nascita|"
        + @"data[ _]de[ _]nascimento|geboortedatum|födelsedatum|data[ _]urodzenia)";

    private const string NameField = @"(patient'?s?[ _]?name|patient'?s?[ _](full|first|last|family|given)[ _]name|"
        + @"name (of (the )?patient|des patienten)|patienten?name|nom du patient|nombre del paciente|"
        + @"nome d[eo]l? paziente|nome do paciente|naam (van de )?pati[eë]nt|(first|last|family|given|maiden)[ _]?name|"
        + @"surname|forename|nachname|vorname|cognome|apellidos?|prénom|nom de famille|achternaam|voornaam)";

    private const string NumberField = @"(patient'?s?[ _]?(id|no|nr|number)|m\.?r\.?n|medical record (no|number)|"
        + @"hospital (no|number)|nhs (no|number)|ssn|social security number|personnummer|codice fiscale)";

    private const RegexOptions Ways =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>True if a text, in which a line break stands before every line, has such a line.</summary>
    public static bool AreIn(ReadOnlySpan<char> text) => Attribute().IsMatch(text) || Tag().IsMatch(text)
        || Form().IsMatch(text) || Assigned().IsMatch(text) || Name().IsMatch(text) || Bare().IsMatch(text)
        || Dated().IsMatch(text) || Numbered().IsMatch(text) || Record().IsMatch(text) || Person().IsMatch(text);

    /// <summary>A keyword of DICOM with a value behind a sign, at the start of a line.</summary>
    [GeneratedRegex(
        @"[\r\n][\uFEFF \t#>-]*(\(?(0x)?0010([,|] ?)?(0x)?00[123]0\)?[ :=]|"
        + @"(Patient'?s?_?(Name|ID|BirthDate)|Patient'?s (Name|ID|Birth Date))[ \t]*[:=][ \t]*\S)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();

    /// <summary>A tag with its value representation or value, anywhere in a line; with a space in it, as AFNI writes
    /// tags.</summary>
    [GeneratedRegex(
        @"\((0x)?0010, ?(0x)?00[123]0\)[ \t]*(PN|LO|DA|SH|\?\?|#|\[|=|:|""\w)|"
        + @"\b0010\|00[123]0\b[""'\])]{0,3}[ \t]*[:=|]?[ \t]*[""'\[]?[\p{L}\d]|"
        + @"\b0010 00[123]0[ \t]+(\d+[ \t]*\[|PN|LO|DA|[^\r\n]{0,60}//)", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    /// <summary>A field of a form, set apart from its value by a sign, a tab or a row of points.</summary>
    [GeneratedRegex(
        Start + @"(" + NameField + @"[*_`""']{0,4}([ \t]*(:|=|\||\.{3,})[ \t]*|\t[ \t]*| {2,})[*_`""']{0,4}" + Nobody
        + @"(?-i:\p{Lu}|\p{Lo})(?i)[\p{L}\p{M}'’^-]+[""'`]?([ \t]*[,;|}\r\n^]|[ \t]*\z|[ \t]+(?-i:\p{Lu}|\p{Lo}))|"
        + NumberField + @"[*_`""']{0,4}[ \t]*[:=|][ \t]*[*_`""']{0,4}[A-Z]{0,4}[ -]?\d{4,})", Ways)]
    private static partial Regex Form();

    /// <summary>A literal that is assigned to a name of a patient, in headers and programs.</summary>
    [GeneratedRegex(
        @"Patient'?s?[ _]?Name[""'\])>}]{0,4}[ \t]*([=:{|][ \t{]*|[ \t]+)[""']" + Nobody
        + @"[\p{L}\d][^""'\r\n]+[""']|patient:(full_name|identification|birthdate|id)\s*=\s*""[^""]|"
        + @"(FamilyName|GivenName)[""']?[ \t]*[,:=][ \t]*[""']" + Nobody + @"[\p{L}]", Ways)]
    private static partial Regex Assigned();

    /// <summary>A name as DICOM writes it, behind a word that says whose it is.</summary>
    [GeneratedRegex(@"(patient|subject|\bname\b)[^\r\n]{0,80}?\p{L}{2,}\^\p{L}", Ways)]
    private static partial Regex Name();

    /// <summary>A keyword and a value with nothing but spaces between them.</summary>
    [GeneratedRegex(
        Start + @"(?-i:PatientName|PatientsName|Patient Name)[""']?[ \t]+[""']?" + Nobody
        + @"(?-i:[A-Z\p{Lo}][\p{L}'’.-]*)([ ,]+(?-i:\p{Lu}[\p{L}'’.-]*)){0,2}[""']?[ \t]*([\r\n]|\z)", Ways)]
    private static partial Regex Bare();

    /// <summary>A day on which somebody was born.</summary>
    [GeneratedRegex(
        @"(\b|_|(?-i:(?<=[a-z])(?=[A-Z])))" + Birth + @"\b" + Between + @"(is |was |on |am |in |the )?["" ]?" + Day
        + @"\b", Ways)]
    private static partial Regex Dated();

    /// <summary>A number of a patient, of more digits than subjects of a study have.</summary>
    [GeneratedRegex(@"\b" + NumberField + @"\b" + Between + @"(is )?[A-Z]{0,3}[ -]?\d{5,}", Ways)]
    private static partial Regex Numbered();

    /// <summary>Records of hospitals (HL7) and of databases (SQL), cards of addresses, and calendars.</summary>
    [GeneratedRegex(
        @"[\r\n]\uFEFF?(PID\|[^\r\n]*\||MSH\|\^|BEGIN:V(CARD|CALENDAR))|"
        + @"\binsert into\b[^\r\n]{0,300}?[ (,""'`](" + NameField + "|" + Birth + @")[ ),""'`][^\r\n]{0,300}?values\b"
        + @"[^\r\n]{0,20}['""][\p{L}\d]", Ways)]
    private static partial Regex Record();

    /// <summary>A name above or below the age or sex of its owner.</summary>
    [GeneratedRegex(
        Start + @"(full )?(name|nom|nombre|naam|nome)[*_`""']{0,4}[ \t]*[:=][ \t]*" + Nobody
        + @"\S[^\r\n]*([\r\n]+[^\r\n]{0,80}){0,3}?"
        + Start + @"(age|sex|gender|born|birth|alter|geschlecht|âge|sexe|edad|sexo)\b[*_`""']{0,4}[ \t]*[:=][ \t]*\S",
        Ways)]
    private static partial Regex Person();
}
