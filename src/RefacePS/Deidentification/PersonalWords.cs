using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace RefacePS.Deidentification;

/// <summary>
/// The words and numbers by which a file names people: those of patients, physicians and operators, and numbers of
/// patients. Where one of them stands in another text too, that text names a person.
/// </summary>
internal static class PersonalWords
{
    private const int LeastLetters = 3;
    private const int LeastDigits = 5;

    /// <summary>Names in scripts of syllables and ideographs have two or three letters in all.</summary>
    private const int LeastSyllables = 2;
    private const char FirstSyllable = '\u1100';

    private static readonly FrozenSet<string> Keywords = FrozenSet.ToFrozenSet(
    [
        "PatientName", "PatientID", "PatientBirthName", "PatientMotherBirthName", "PatientBirthDate", "OtherPatientIDs",
        "OtherPatientNames", "MedicalRecordLocator", "AccessionNumber", "AdmissionID", "ResponsiblePerson",
        "PersonName", "OperatorsName", "ReferringPhysicianName", "PerformingPhysicianName",
        "NameOfPhysiciansReadingStudy",
        "PhysiciansOfRecord", "RequestingPhysician", "ScheduledPerformingPhysicianName",
    ], StringComparer.Ordinal);

    /// <summary>Values that stand for no one.</summary>
    private static readonly FrozenSet<string> Nobody = FrozenSet.ToFrozenSet(
    [
        "sub", "ses", "subj", "subject", "patient", "anonymous", "anonymized", "anonymised", "anon", "unknown", "none",
        "nobody", "noname", "phantom", "volunteer", "control", "healthy", "pilot", "site", "study", "demo", "example",
        "removed", "test", "deidentified", "name", "dr", "mr", "mrs", "ms", "prof",
    ], StringComparer.Ordinal);

    /// <summary>The words of a JSON file, in lower case.</summary>
    public static IReadOnlySet<string> Of(JsonNode? node)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        Collect(node, isPersonal: false, words);
        return words;
    }

    /// <summary>True if an attribute names people.</summary>
    public static bool AreOf(ConfidentialAttribute attribute) => Keywords.Contains(attribute.Keyword);

    /// <summary>True if a text holds one of some words, as a word.</summary>
    public static bool AreIn(string text, IReadOnlySet<string> words) => words.Count > 0
        && Split(text).Any(words.Contains);

    private static void Collect(JsonNode? node, bool isPersonal, HashSet<string> words)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields)
                {
                    Collect(value, isPersonal || ConfidentialityProfile.Find(name) is { } row && AreOf(row),
                        words);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Collect(item, isPersonal, words);
                }

                break;
            case JsonValue value when isPersonal:
                words.UnionWith(In(value.ToString()));
                break;
        }
    }

    /// <summary>Numbers of few digits are those of subjects, frames and sizes.</summary>
    private static bool IsTelling(string word) => word.Length >= (word.All(char.IsDigit) ? LeastDigits
            : word.Any(letter => letter >= FirstSyllable) ? LeastSyllables : LeastLetters)
        && !Nobody.Contains(word) && !SequenceWords.Contains(word);

    /// <summary>The words of a text that may name someone, in plain letters (see
    /// <see cref="PlainLetters"/>).</summary>
    public static IEnumerable<string> In(string text) => Split(text).Where(IsTelling);

    private static IEnumerable<string> Split(string text) => PlainLetters.Of(text).SelectMany(SplitPlain).Distinct();

    private static IEnumerable<string> SplitPlain(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                yield return text[start..i];
                start = -1;
            }
        }
    }
}
