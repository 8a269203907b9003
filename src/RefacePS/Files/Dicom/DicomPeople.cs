using System.Collections.Frozen;
using System.Text;
using RefacePS.Deidentification;

namespace RefacePS.Files.Dicom;

/// <summary>Whom a DICOM file names.</summary>
internal static class DicomPeople
{
    private const byte Escape = 0x1B;

    /// <summary>Attributes whose values name a person, a visit or a moment, where they stand in a path.</summary>
    private static readonly FrozenSet<uint> Telling = FrozenSet.ToFrozenSet<uint>(
    [
        DicomTags.PatientName, DicomTags.PatientId, DicomTags.PatientBirthDate, DicomTags.OtherPatientIds,
        DicomTags.OtherPatientNames, DicomTags.PatientBirthName, DicomTags.PatientMotherBirthName,
        DicomTags.MedicalRecordLocator, DicomTags.AdmissionId, DicomTags.AccessionNumber,
        DicomTags.ReferringPhysicianName, DicomTags.PerformingPhysicianName, DicomTags.OperatorsName,
        DicomTags.ResponsiblePerson, DicomTags.StudyDate, DicomTags.SeriesDate, DicomTags.AcquisitionDate,
        DicomTags.InstitutionName, DicomTags.StationName, DicomTags.DeviceSerialNumber,
    ]);

    /// <summary>The words by which it names patients and staff, at any depth, in plain letters (see
    /// <see cref="PersonalWords"/>).</summary>
    public static IReadOnlySet<string> WordsOf(DicomDataset dataset) =>
        WordsOf(dataset, dataset.Characters()).ToHashSet(StringComparer.Ordinal);

    /// <summary>Texts of a file that name a person, a visit or a moment, at any depth.</summary>
    public static IReadOnlyList<string> TellingTextsOf(DicomDataset dataset)
    {
        var texts = new List<string>();
        Collect(dataset, dataset.Characters(), texts);
        return texts;
    }

    /// <summary>True if a file says that text is burned into its pixels.</summary>
    public static bool HasTextBurnedIn(DicomDataset dataset) => string.Equals(
        dataset.GetText(DicomTags.BurnedInAnnotation), "YES", StringComparison.OrdinalIgnoreCase);

    private static void Collect(DicomDataset dataset, Encoding characters, List<string> texts)
    {
        foreach (var element in dataset.Elements)
        {
            if (element.Items is { } items)
            {
                foreach (var item in items)
                {
                    Collect(item.Dataset, characters, texts);
                }
            }
            else if (Telling.Contains(element.Tag.Number))
            {
                // Many files are in UTF-8 and do not say so. Without letters beyond ASCII, and escapes to them, it is
                // all one.
                var value = element.Value.Span;
                var isPlain = !value.ContainsAnyExceptInRange((byte)0, (byte)'~') && !value.Contains(Escape);
                Add(texts, UndeclaredText.Of(value));
                if (!isPlain)
                {
                    Add(texts, characters.GetString(value));
                }
            }
        }
    }

    private static void Add(List<string> texts, string text)
    {
        if (text.Trim(' ', '\0') is { Length: > 0 } trimmed && !texts.Contains(trimmed))
        {
            texts.Add(trimmed);
        }
    }

    private static IEnumerable<string> WordsOf(DicomDataset dataset, Encoding characters) =>
        dataset.Elements.SelectMany(element => element.Items is { } items
            ? items.SelectMany(item => WordsOf(item.Dataset, characters))
            : ConfidentialityProfile.Find(element.Tag.Number) is { } row && PersonalWords.AreOf(row)
            ? PersonalWords.In(characters.GetString(element.Value.Span)) : []);
}
