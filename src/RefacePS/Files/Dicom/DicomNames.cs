using System.Security.Cryptography;
using System.Text;
using RefacePS.Deidentification;

namespace RefacePS.Files.Dicom;

/// <summary>Subject, session and file name of a series, in the words of BIDS.</summary>
/// <param name="Subject">Letters and digits of the patient's id, or null.</param>
/// <param name="Session">Eight digits that the study's UID gives: they tell studies apart and say no date. Null without
/// one.</param>
/// <param name="ImageName">The name of the image, without an extension.</param>
internal sealed record DicomNames(string? Subject, string? Session, string ImageName)
{
    /// <summary>Names by the header of a series.</summary>
    /// <param name="dataset">The data set of one of its files.</param>
    /// <param name="part">What tells this volume from others of the series, as entities of BIDS; empty for one
    /// alone.</param>
    public static DicomNames Of(DicomDataset dataset, string part)
    {
        var characters = dataset.Characters();
        var subject = Label(dataset.GetText(DicomTags.PatientId, characters))
            ?? Label(dataset.GetText(DicomTags.PatientName, characters));
        var session = dataset.GetText(DicomTags.StudyInstanceUid) is { } study ? SessionOf(study) : null;
        var people = DicomPeople.WordsOf(dataset);
        var protocol = new[] { DicomTags.ProtocolName, DicomTags.SeriesDescription }
            .Select(tag => dataset.GetText(tag, characters))
            .Where(text => text is not null && !PersonalWords.AreIn(text, people))
            .Select(Label).FirstOrDefault(label => label is not null);
        string?[] entities =
        [
            $"sub-{subject ?? "unknown"}", session is null ? null : $"ses-{session}", protocol is null ? null
            : $"acq-{protocol}",
            dataset.GetInteger(DicomTags.SeriesNumber) is > 0 and var number ? $"run-{number}" : null,
            part.Length > 0 ? part : null, Label(dataset.GetText(DicomTags.Modality)) ?? "image",
        ];
        return new(subject, session, string.Join('_', entities.Where(entity => entity is not null)));
    }

    /// <summary>Eight digits that the UID of a study gives.</summary>
    public static string SessionOf(string study) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(study)).AsSpan(0, 4));

    /// <summary>The letters and digits of a text, which are all that a label may have; null where it has
    /// none.</summary>
    private static string? Label(string? text)
    {
        var label = new string([.. (text ?? "").Where(char.IsAsciiLetterOrDigit)]);
        return label.Length > 0 ? label : null;
    }
}
