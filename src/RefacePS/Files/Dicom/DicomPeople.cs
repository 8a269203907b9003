using System.Text;
using RefacePS.Deidentification;

namespace RefacePS.Files.Dicom;

/// <summary>Whom a DICOM file names.</summary>
internal static class DicomPeople
{
    /// <summary>The words by which it names patients and staff, at any depth, in lower case (see
    /// <see cref="PersonalWords"/>).</summary>
    public static IReadOnlySet<string> WordsOf(DicomDataset dataset) =>
        WordsOf(dataset, dataset.Characters()).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> WordsOf(DicomDataset dataset, Encoding characters) =>
        dataset.Elements.SelectMany(element => element.Items is { } items
            ? items.SelectMany(item => WordsOf(item.Dataset, characters))
            : ConfidentialityProfile.Find(element.Tag.Number) is { } row && PersonalWords.AreOf(row)
            ? PersonalWords.In(characters.GetString(element.Value.Span)) : []);
}
