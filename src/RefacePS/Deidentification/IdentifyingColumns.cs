using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace RefacePS.Deidentification;

/// <summary>
/// Columns of tables that name a person, a place or a moment: those that the confidentiality profile knows by any
/// spelling, and the names that people give to such columns.
/// </summary>
internal static partial class IdentifyingColumns
{
    /// <summary>The column that BIDS puts times of scans and sessions into.</summary>
    public const string Time = "acq_time";

    /// <summary>Columns of BIDS, and those that every study has: none of them is one of a person.</summary>
    private static readonly FrozenSet<string> Known = Keys(
        "participant_id", "session_id", "sample_id", "filename", "age", "sex", "gender", "handedness", "species",
        "strain", "strain_rrid", "pathology", "derived_from", "sample_type", "group", "site", "weight", "height",
        "diagnosis");

    /// <summary>Tables about signals, labels and trials, whose columns BIDS names after times and parts.</summary>
    private static readonly FrozenSet<string> Measurements = FrozenSet.ToFrozenSet(
        [
            "events", "channels", "electrodes", "optodes", "physio", "physioevents", "stim", "motion", "blood",
            "aslcontext", "dseg", "probseg", "markers", "beh", "timeseries", "regressors",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> KnownOfMeasurements = Keys(
        "name", "time", "onset", "duration", "description", "message", "status_description", "comment", "operator");

    private static readonly FrozenSet<string> Personal = Keys(
        "name", "first_name", "firstname", "forename", "given_name", "middle_name", "last_name", "surname",
        "family_name", "full_name", "maiden_name", "nickname", "initials", "alias", "subject_name", "participant_name",
        "dob", "date_of_birth", "birth_date", "birthdate", "birthday", "birth_day", "birth_month", "birth_year",
        "birthyear", "year_of_birth", "month_of_birth", "yob", "place_of_birth", "birth_place", "born", "nationality",
        "employer", "patient", "emergency_contact", "contact_person", "dod", "date_of_death", "death_date", "mrn",
        "medical_record", "medical_record_number", "hospital_id", "hospital_number", "patient_number", "patient_no",
        "pid", "case_number", "chart_number", "social_security", "social_security_number", "nhs", "nhs_number",
        "national_id", "passport", "passport_number", "insurance", "insurance_number", "health_plan_number",
        "account_number", "license_number", "licence_number", "phone", "phone_number", "telephone", "telephone_number",
        "tel", "mobile", "cell", "fax", "email", "e_mail", "mail", "email_address", "address", "street", "city", "town",
        "zip", "zip_code", "zipcode", "postcode", "postal_code", "county", "district", "url", "website", "ip",
        "ip_address", "user", "username", "user_name", "login", "host", "hostname", "operator", "technician",
        "technologist", "radiographer", "radiologist", "physician", "doctor", "referrer", "examiner", "interviewer",
        "rater", "assessor", "nurse", "contact", "guardian", "mother", "father", "mother_name", "father_name",
        "next_of_kin", "hospital", "ward", "department", "institution", "institute", "clinic", "station",
        "scanner_serial", "serial_number", "device_serial", "accession", "accession_no", "uid", "study_uid",
        "series_uid", "photo", "comment", "comments", "note", "notes", "remark", "remarks", "history", "path",
        "source_path", "source_file", "folder",
        "nachname", "vorname", "familienname", "geburtsname", "geburtsdatum", "geburtstag", "geb_datum", "geburtsjahr",
        "geburtsort", "jahrgang", "anschrift", "adresse", "wohnort", "plz", "telefon", "telefonnummer", "patientenname",
        "patientennummer", "fallnummer", "arzt", "krankenhaus", "klinik", "bemerkung", "bemerkungen", "nom", "prenom",
        "prénom", "nom_de_famille", "date_de_naissance", "annee_de_naissance", "année_de_naissance", "ville",
        "code_postal", "telephone_portable", "médecin", "medecin", "hôpital", "hopital", "nombre", "apellido",
        "apellidos",
        "fecha_de_nacimiento", "ano_de_nacimiento", "direccion", "dirección", "ciudad", "teléfono", "telefono",
        "médico", "medico", "nome", "cognome", "data_di_nascita", "indirizzo", "città", "citta", "cellulare",
        "sobrenome", "data_de_nascimento", "endereço", "endereco", "cidade", "naam", "voornaam", "achternaam",
        "geboortedatum", "adres", "woonplaats", "geboortedag", "geboortejaar", "geboorteplaats",
        "ptid", "nok", "gp_name", "medicare", "medicaid", "created_by",
        "file_path", "filepath", "image_path", "directory", "dir_name", "dirname", "folder_name", "source_dir",
        "vorname_nachname", "geboren", "geboren_am", "geb", "geb_am", "untersucher", "untersucherin",
        "versichertennummer", "versicherungsnummer", "krankenkasse", "aktenzeichen",
        "prenoms", "prénoms", "né_le", "née_le", "ne_le", "nee_le", "naissance", "ddn", "sécurité_sociale",
        "numero_de_securite_sociale", "numéro_de_sécurité_sociale", "nombres", "primer_apellido", "segundo_apellido",
        "nacimiento", "dni", "curp", "codice_fiscale", "nato_il", "nata_il", "nascita", "data_nascita",
        "luogo_di_nascita", "cpf", "nascimento", "nome_completo", "förnamn", "fornamn", "efternamn", "personnummer",
        "personnr", "födelsedatum", "födelsedag", "fornavn", "etternavn", "fødselsdato", "fødselsnummer",
        "fodselsdato", "fodselsnummer", "cpr", "cpr_nummer", "cpr_nr", "sukunimi", "etunimi", "henkilötunnus",
        "henkilotunnus", "hetu", "syntymäaika", "syntymaaika", "imię", "imie", "nazwisko", "pesel", "data_urodzenia",
        "jméno", "jmeno", "příjmení", "prijmeni", "rodné_číslo", "rodne_cislo", "narození", "narozeni",
        "priezvisko", "rodné_priezvisko", "vezetéknév", "vezeteknev", "keresztnév", "keresztnev", "születési_dátum",
        "szuletesi_datum", "taj_szám", "isim", "soyad", "soyadı", "ad_soyad", "adı_soyadı", "doğum_tarihi",
        "dogum_tarihi", "tc_kimlik_no", "prenume", "data_nașterii", "data_nasterii", "cnp", "prezime",
        "priimek", "datum_rođenja", "oib", "emšo", "eesnimi", "perekonnanimi", "isikukood", "vardas", "pavardė",
        "asmens_kodas", "vārds", "uzvārds", "họ_tên", "ngày_sinh");

    /// <summary>Words of <see cref="Telling"/> and names of fields that nothing else is called, in no text
    /// either.</summary>
    private static readonly FrozenSet<string> Sure = Keys(
        "first_name", "forename", "given_name", "middle_name", "last_name", "surname", "family_name", "maiden_name",
        "full_name", "subject_name", "participant_name", "dob", "date_of_birth", "birth_date", "year_of_birth",
        "birth_year", "place_of_birth", "mrn", "medical_record_number", "hospital_number",
        "social_security_number", "nhs_number", "nhs_no", "nachname", "vorname", "familienname", "geburtsname",
        "geburtsdatum", "geburtstag", "geburtsjahr", "patientenname", "patientennummer", "nom_de_famille",
        "date_de_naissance", "prénom", "prenom", "apellido", "apellidos", "fecha_de_nacimiento", "cognome",
        "codice_fiscale", "data_di_nascita", "sobrenome", "data_de_nascimento", "voornaam", "achternaam",
        "geboortedatum", "förnamn", "efternamn", "personnummer", "fornavn", "etternavn", "fødselsdato", "sukunimi",
        "etunimi", "henkilötunnus", "nazwisko", "imię", "příjmení", "jméno", "rodné_číslo", "soyad",
        "doğum_tarihi", "prenume", "prezime", "фамилия", "имя", "отчество", "дата_рождения", "姓名", "出生日期",
        "氏名", "生年月日", "이름", "성명", "생년월일", "όνομα", "επώνυμο", "ημερομηνία_γέννησης", "الاسم",
        "تاريخ_الميلاد", "תאריך_לידה", "שם_פרטי", "שם_משפחה", "नाम", "जन्म_तिथि");

    /// <summary>Words that no column has in its name but one of a person.</summary>
    private static readonly FrozenSet<string> Telling = FrozenSet.ToFrozenSet(
        [
            "surname", "firstname", "lastname", "forename", "nickname", "initials", "dob", "birthdate", "birthday",
            "mrn", "ssn", "phone", "telephone", "email", "fax", "postcode", "zipcode", "passport", "fname", "lname",
            "mname", "ptname", "patname", "subjname", "bday", "bsn", "nss", "address", "addr", "geburtsdatum", "geb",
            "notes", "comments", "remarks", "bemerkungen",
            "physician", "radiologist", "radiographer", "technologist", "technician", "referrer", "instagram",
            "facebook", "twitter", "linkedin", "whatsapp", "skype",
        ],
        StringComparer.Ordinal);

    /// <summary>Those whose names a column may hold.</summary>
    private static readonly FrozenSet<string> People = FrozenSet.ToFrozenSet(
        [
            "patient", "patients", "pat", "pt", "subject", "subjects", "participant", "participants", "person", "child",
            "childs", "parent", "mother", "mothers", "father", "fathers", "guardian", "family", "first", "last",
            "middle", "full", "maiden", "given", "operator", "physician", "doctor", "staff", "contact", "partner",
            "spouse", "mum", "mums", "mom", "moms", "dad", "dads", "husband", "wife", "demog", "demographics", "kin",
            "nurse", "rater", "emergency",
        ],
        StringComparer.Ordinal);

    /// <summary>Those who number people, and people who have numbers; a subject is numbered by the study.</summary>
    private static readonly FrozenSet<string> Numbering = FrozenSet.ToFrozenSet(
        [
            "patient", "pat", "pt", "hosp", "hospital", "nhs", "medicare", "medicaid", "insurance", "chart",
            "passport", "license", "licence", "account", "national", "social", "tax", "phone", "accession",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> Numbers = FrozenSet.ToFrozenSet(
        ["no", "nr", "num", "number", "nummer", "id"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Images = FrozenSet.ToFrozenSet(
        ["dcm", "dicom", "dicoms"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Places = FrozenSet.ToFrozenSet(
        ["file", "files", "filename", "dir", "dirname", "directory", "path", "folder"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> PartsOfDays = FrozenSet.ToFrozenSet(
        ["day", "month", "year", "mm", "yy", "yyyy", "dd", "dt", "place", "city", "town", "country"],
        StringComparer.Ordinal);

    /// <summary>Events that have a day in a calendar.</summary>
    private static readonly FrozenSet<string> Events = FrozenSet.ToFrozenSet(
        [
            "scan", "scanned", "visit", "visited", "exam", "examined", "mri", "test", "tested", "study", "session",
            "acq", "acquired", "admission", "admitted", "discharge", "discharged", "birth", "consent", "consented",
            "created", "recorded", "updated", "entered", "enrolled", "assessed",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> Moments = Keys(
        Time, "acq_date", "acq_datetime", "date", "time", "datetime", "date_time", "timestamp", "scan_date",
        "scan_time", "scandate", "visit_date", "study_date", "exam_date", "examination_date", "session_date",
        "session_time", "admission_date", "discharge_date", "date_of_scan", "date_of_visit", "mri_date", "test_date",
        "date_of_test", "date_of_assessment", "assessment_date", "zeit", "uhrzeit", "zeitpunkt", "hora", "heure",
        "aufnahmetag", "untersuchungstag", "messtag", "scantag", "scantime", "created", "when");

    /// <summary>Words that no column has in its name but one of moments.</summary>
    private static readonly FrozenSet<string> Momentary = FrozenSet.ToFrozenSet(
        ["date", "dates", "datetime", "timestamp", "datum", "fecha", "stamp"], StringComparer.Ordinal);

    /// <summary>True if a column goes.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="suffix">The last part of the name of the table, such as <c>participants</c> or
    /// <c>events</c>.</param>
    /// <param name="keepTimes">Whether moments stay.</param>
    public static bool Contains(string column, string suffix, bool keepTimes)
    {
        var key = DicomSpelling.Key(column);
        if (Known.Contains(key) || Measurements.Contains(suffix) && KnownOfMeasurements.Contains(key))
        {
            return false;
        }

        var words = WordsOf(column);
        return Moments.Contains(key) ? !keepTimes : Personal.Contains(key) || IsOfPerson(words)
            || ConfidentialityProfile.Find(column) is not null || IsUnknownAttribute(column) || IsForeign(column)
            || !keepTimes && IsOfMoment(words);
    }

    /// <summary>True if a column may number days, such as <c>scan_day</c>: those of a calendar, or those since the
    /// first.</summary>
    public static bool MayNumberDays(string column) =>
        WordsOf(column) is var words && words.Contains("day") && words.Exists(Events.Contains);

    /// <summary>
    /// True for letters of which none is Latin: no list here says what they name. Symbols, such as those of Greek
    /// angles, are short.
    /// </summary>
    public static bool IsForeign(string column)
    {
        const int longestSymbol = 2;
        var letters = column.Where(char.IsLetter).ToList();
        return letters.Count > 0 && !letters.Exists(IsLatin)
            && !(letters.Count <= longestSymbol && letters.TrueForAll(letter => letter is >= '\u0370' and < '\u0400'
                or '\u00B5'));
    }

    /// <summary>
    /// True if a text is the name of a field about a person, and hardly anything else: <c>surname</c>, <c>DOB</c>,
    /// <c>Patient's Name</c>, <c>(0010,0010)</c>, but not <c>name</c> or <c>city</c>, which are words as well.
    /// </summary>
    public static bool IsSure(string text)
    {
        const int longestName = 40;
        const int mostWords = 4;
        if (text.Length is < 2 or > longestName || !text.Any(char.IsLetterOrDigit))
        {
            return false;
        }

        if (Tag().IsMatch(text))
        {
            return ConfidentialityProfile.Find(text) is not null;
        }

        if (!text.Any(char.IsLetter) || !Label().IsMatch(text))
        {
            return false;
        }

        var words = WordsOf(text);
        return Sure.Contains(DicomSpelling.Key(text)) || words is ["ssn"]
            || words.Count is > 1 and <= mostWords && (words.Exists(word => word is "name" or "names")
                && words.Exists(IsOneWithAName) || words.Contains("birth") && words.Exists(Momentary.Contains)
                || ConfidentialityProfile.Find(text) is { } row && PersonalWords.AreOf(row));
    }

    private static bool IsOneWithAName(string word) => word is "patient" or "patients" or "pat" or "pt" or "subject"
        or "participant" or "first" or "last" or "family" or "given" or "maiden" or "full" or "mother" or "mothers";

    private static bool IsLatin(char letter) => letter < '\u0250' || letter is >= '\u1E00' and < '\u1F00';

    private static List<string> WordsOf(string column) =>
        [.. Words().Matches(column.Replace("'", "", StringComparison.Ordinal))
            .Select(word => word.Value.ToLowerInvariant())];

    /// <summary>True for <c>mri_scan_date</c>, <c>Aufnahmedatum</c>, <c>EXAMDATE</c>, <c>scanned_on</c>,
    /// <c>visit_dt</c>.</summary>
    private static bool IsOfMoment(List<string> words) => words.Exists(Momentary.Contains)
        || words.Exists(word => word.EndsWith("datum", StringComparison.Ordinal) || DateAtEnd().IsMatch(word))
        || words.Contains("dt") && words.Exists(Events.Contains)
        || words.Zip(words.Skip(1)).Any(pair => pair.Second == "on" && Events.Contains(pair.First)
            && pair.First.EndsWith("ed", StringComparison.Ordinal));

    /// <summary>True for <c>(0018,9999)</c>, of which not even DICOM knows what it holds.</summary>
    private static bool IsUnknownAttribute(string column) => column.AsSpan().IndexOfAny(",|:") >= 0
        && DicomSpelling.Tag(column) is { } tag && DataElements.RepresentationOf(tag) is null;

    /// <summary>True for <c>home_phone_2</c>, <c>nameOfMother</c>, <c>Patient's full name</c>.</summary>
    private static bool IsOfPerson(List<string> words) => words.Exists(Telling.Contains)
        || (words.Exists(word => word is "name" or "names") && words.Exists(People.Contains))
        || (words.Exists(word => word is "birth" or "death")
            && words.Exists(word => Momentary.Contains(word) || PartsOfDays.Contains(word)))
        || words.Zip(words.Skip(1)).Any(pair => Numbering.Contains(pair.First) && Numbers.Contains(pair.Second)
            || pair.First == "id" && Numbering.Contains(pair.Second))
        || (words.Exists(Images.Contains) && words.Exists(Places.Contains))
        || words.Exists(word => PartOfBirth().IsMatch(word));

    /// <summary>Such as <c>PTDOB</c> and <c>dobyear</c>.</summary>
    [GeneratedRegex("^(pt|pat|subj|child|mother|father|p)?dob(d|dd|m|mm|y|yy|yyyy|day|month|year)?$")]
    private static partial Regex PartOfBirth();

    /// <summary>Words such as <c>examdate</c>; those that end so by chance, such as <c>update</c>, are named.</summary>
    [GeneratedRegex("(?<!^up|^candi|^vali|^invali|^man|^se|^pre|^out|^ante|^eluci|^liqui|^consoli|^accommo)date$")]
    private static partial Regex DateAtEnd();

    /// <summary>Letters, digits and the signs that stand in names of fields.</summary>
    [GeneratedRegex(@"^[\p{L}\p{M}\d _.'’\-/()*:]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    /// <summary>A tag of DICOM with a sign that tells it from a number.</summary>
    [GeneratedRegex(
        @"^(\((0x)?[0-9A-F]{4}, ?(0x)?[0-9A-F]{4}\)|00[0-9A-F]{2}[,|:] ?[0-9A-F]{4}|0x[0-9A-F]{8}|001000[123]0)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    /// <summary>True if a column is one of those that every study has, which need no look.</summary>
    public static bool IsKnown(string column, string suffix) =>
        Known.Contains(DicomSpelling.Key(column)) || Measurements.Contains(suffix);

    /// <summary>True for a table about signals, labels or trials, by the last part of its name.</summary>
    public static bool IsOfMeasurements(string suffix) => Measurements.Contains(suffix);

    /// <summary>True if a text is the name of a column that every study has.</summary>
    public static bool IsOfStudies(string text) => Known.Contains(DicomSpelling.Key(text));

    private static FrozenSet<string> Keys(params string[] names) => names.Select(DicomSpelling.Key)
        .ToFrozenSet(StringComparer.Ordinal);
}
