using System.Text.RegularExpressions;
using RefacePS.Deidentification;
using RefacePS.Files.Dicom;
using RefacePS.Files.Dicom.Writing;

namespace RefacePS.Archives.Studies;

/// <summary>
/// The places that the files of a series go to: to their own paths, or where these would tell what the profile takes
/// out of the files, to patient, study and image by their new names.
/// </summary>
/// <param name="options">How series are written.</param>
/// <param name="key">Makes new names.</param>
internal sealed partial class SeriesPlaces(DicomWriteOptions options, SecretKey key)
{
    /// <summary>The pseudonym of a patient, or with no profile what the file says.</summary>
    public string? SubjectOf(DicomDataset dataset) => options.Profile == DicomProfile.Basic
        ? key.Pseudonym(PatientOf(dataset)) : DicomNames.Of(dataset, "").Subject;

    /// <summary>The session: digits that the UID of the study gives, as it is written.</summary>
    public string SessionOf(DicomDataset dataset) => DicomNames.SessionOf(StudyUid(dataset));

    /// <summary>True if paths may stay as they are: they tell nothing that is taken out of the files.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="dataset">The header of its first file.</param>
    /// <param name="paths">The paths of its files below the source.</param>
    public bool MayStay(SeriesUnit unit, DicomDataset dataset, IEnumerable<string> paths)
    {
        if (options.Profile == DicomProfile.None)
        {
            return true;
        }

        var planes = unit.Volumes.SelectMany(volume => volume.Planes).ToList();
        var words = planes.SelectMany(plane => plane.Telling).Distinct()
            .SelectMany(text => text.Split('^', '=', '\\', ' ', ',').Append(text)).SelectMany(PlainLetters.Of)
            .Select(Letters).Where(word => word.Length > 1 && !IsCommon(word)).ToHashSet(StringComparer.Ordinal);
        string[] uids = [dataset.GetText(DicomTags.StudyInstanceUid) ?? "",
            .. planes.SelectMany(plane => new[] { plane.SeriesUid, plane.InstanceUid }).Distinct()];
        var uidSet = uids.Where(uid => uid.Length > 0).ToHashSet(StringComparer.Ordinal);
        return !paths.Any(path => PlainLetters.Of(path).Any(plain => Tells(plain, words))
            || Uid().Matches(path).Any(match => IsPart(match.Value, uidSet)));
    }

    /// <summary>The path of a file below the destination by the new names of patient, study, series and
    /// image.</summary>
    /// <param name="dataset">The data set of a file of the series.</param>
    /// <param name="seriesUid">UID of the series.</param>
    /// <param name="instanceUid">UID of the image.</param>
    /// <param name="copy">Which of several copies of the image it is, from 0.</param>
    public string NewPath(DicomDataset dataset, string seriesUid, string instanceUid, int copy) => string.Join(
        '/', SubjectOf(dataset) ?? "unknown", StudyUid(dataset), NewUid(seriesUid),
        NewUid(instanceUid) + (copy == 0 ? "" : $"_copy-{copy}") + ".dcm");

    private string StudyUid(DicomDataset dataset)
    {
        var study = dataset.GetText(DicomTags.StudyInstanceUid) ?? "unknown";
        return options.Profile == DicomProfile.None || options.Retain.HasFlag(DicomRetention.Uid) ? Safe(study)
            : key.NewUid(study);
    }

    private string NewUid(string uid) => options.KeepUid ? Safe(uid) : key.NewUid(uid);

    private static string PatientOf(DicomDataset dataset) =>
        dataset.GetText(DicomTags.PatientId) ?? dataset.GetText(DicomTags.PatientName) ?? "";

    /// <summary>UIDs of hostile files may be anything.</summary>
    private static string Safe(string uid) => NoUid().Replace(uid, "") is { Length: > 0 and <= 64 } safe
        && safe.Trim('.').Length > 0 ? safe : "unknown";

    /// <summary>Short words stand for themselves alone, longer ones anywhere.</summary>
    private static bool Tells(string path, HashSet<string> words)
    {
        var letters = Letters(path);
        var parts = Part().Matches(path).Select(match => match.Value).Concat(path.Split('/', '_', ' ', '.'))
            .Select(Letters).ToHashSet(StringComparer.Ordinal);
        return words.Any(word => word.Length > 3 ? letters.Contains(word, StringComparison.Ordinal)
            : parts.Contains(word));
    }

    private static bool IsPart(string text, HashSet<string> uids) =>
        uids.Contains(text) || uids.Any(uid => text.Contains(uid, StringComparison.Ordinal));

    private static bool IsCommon(string word) => word is "anonymous" or "anonymized" or "anonymised" or "unknown"
        or "none" or "mr" or "ct" or "pt" or "nobody" or "the" or "of" or "dr";

    private static string Letters(string text) =>
        new([.. text.Where(char.IsLetterOrDigit)]);

    [GeneratedRegex(@"[0-9]+(\.[0-9]+){2,}")]
    private static partial Regex Uid();

    [GeneratedRegex("[^0-9.]")]
    private static partial Regex NoUid();

    [GeneratedRegex(@"\p{L}+|[0-9]+")]
    private static partial Regex Part();
}
