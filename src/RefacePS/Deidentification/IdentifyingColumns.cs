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
        "dob", "date_of_birth", "birth_date", "birthdate", "birthday", "birth_day", "year_of_birth_date", "dod",
        "date_of_death", "death_date", "mrn", "medical_record", "medical_record_number", "hospital_id",
        "hospital_number", "patient_number", "patient_no", "pid", "case_number", "chart_number", "ssn",
        "social_security", "social_security_number", "nhs", "nhs_number", "national_id", "passport", "passport_number",
        "insurance", "insurance_number", "health_plan_number", "account_number", "license_number", "licence_number",
        "phone", "phone_number", "telephone", "telephone_number", "tel", "mobile", "cell", "fax", "email", "e_mail",
        "mail", "email_address", "address", "street", "city", "town", "zip", "zip_code", "zipcode", "postcode",
        "postal_code", "county", "district", "url", "website", "ip", "ip_address", "user", "username", "user_name",
        "login", "host", "hostname", "operator", "technician", "technologist", "radiographer", "radiologist",
        "physician", "doctor", "referrer", "examiner", "rater_name", "contact", "guardian", "mother", "father",
        "mother_name", "father_name", "next_of_kin", "hospital", "ward", "department", "institution", "institute",
        "clinic", "station", "scanner_serial", "serial_number", "device_serial", "accession", "accession_no", "uid",
        "study_uid", "series_uid", "photo", "comment", "comments", "note", "notes", "remark", "remarks", "history",
        "path", "source_path", "source_file", "folder",
        "nachname", "vorname", "familienname", "geburtsname", "geburtsdatum", "geburtstag", "geb_datum", "anschrift",
        "adresse", "wohnort", "plz", "telefon", "telefonnummer", "patientenname", "patientennummer", "fallnummer",
        "arzt", "krankenhaus", "klinik", "bemerkung", "bemerkungen", "nom", "prenom", "prénom", "nom_de_famille",
        "date_de_naissance", "ville", "code_postal", "telephone_portable", "médecin", "medecin", "hôpital", "hopital",
        "nombre", "apellido", "apellidos", "fecha_de_nacimiento", "direccion", "dirección", "ciudad", "teléfono",
        "telefono", "médico", "medico", "nome", "cognome", "data_di_nascita", "indirizzo", "città", "citta",
        "cellulare", "sobrenome", "data_de_nascimento", "endereço", "endereco", "cidade", "naam", "voornaam",
        "achternaam", "geboortedatum", "adres", "woonplaats");

    /// <summary>Words that no column has in its name but one of a person.</summary>
    private static readonly FrozenSet<string> Telling = FrozenSet.ToFrozenSet(
        [
            "surname", "firstname", "lastname", "forename", "nickname", "initials", "dob", "birthdate", "birthday",
            "mrn", "ssn", "phone", "telephone", "email", "fax", "postcode", "zipcode", "passport",
            "physician", "radiologist", "radiographer", "technologist", "technician", "referrer",
        ],
        StringComparer.Ordinal);

    /// <summary>Those whose names a column may hold.</summary>
    private static readonly FrozenSet<string> People = FrozenSet.ToFrozenSet(
        [
            "patient", "patients", "pt", "subject", "subjects", "participant", "participants", "person", "child",
            "childs", "parent", "mother", "mothers", "father", "fathers", "guardian", "family", "first", "last",
            "middle", "full", "maiden", "given", "operator", "physician", "doctor", "staff",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> Moments = Keys(
        Time, "acq_date", "acq_datetime", "date", "time", "datetime", "date_time", "timestamp", "scan_date",
        "scan_time", "scandate", "visit_date", "study_date", "exam_date", "examination_date", "session_date",
        "session_time", "admission_date", "discharge_date", "date_of_scan", "date_of_visit", "mri_date", "test_date",
        "date_of_test", "date_of_assessment", "assessment_date");

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

        return Moments.Contains(key) ? !keepTimes : Personal.Contains(key) || IsOfPerson(column)
            || ConfidentialityProfile.Find(column) is not null || IsUnknownAttribute(column);
    }

    /// <summary>True for <c>(0018,9999)</c>, of which not even DICOM knows what it holds.</summary>
    private static bool IsUnknownAttribute(string column) => column.AsSpan().IndexOfAny(",|:") >= 0
        && DicomSpelling.Tag(column) is { } tag && DataElements.RepresentationOf(tag) is null;

    /// <summary>True for <c>home_phone_2</c>, <c>nameOfMother</c>, <c>Patient's full name</c>.</summary>
    private static bool IsOfPerson(string column)
    {
        var words = Words().Matches(column.Replace("'", "", StringComparison.Ordinal))
            .Select(word => word.Value.ToLowerInvariant()).ToList();
        return words.Exists(Telling.Contains)
            || (words.Exists(word => word is "name" or "names") && words.Exists(People.Contains));
    }

    [GeneratedRegex(@"\p{Lu}?\p{Ll}+|\p{Lu}+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    /// <summary>True if a column is one of those that every study has, which need no look.</summary>
    public static bool IsKnown(string column, string suffix) =>
        Known.Contains(DicomSpelling.Key(column)) || Measurements.Contains(suffix);

    private static FrozenSet<string> Keys(params string[] names) => names.Select(DicomSpelling.Key)
        .ToFrozenSet(StringComparer.Ordinal);
}
