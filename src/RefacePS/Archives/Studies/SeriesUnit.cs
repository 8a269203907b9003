using RefacePS.Files.Dicom;

namespace RefacePS.Archives.Studies;

/// <summary>A unit of treating and writing: the volumes that DICOM files hold between them, mostly one.</summary>
/// <param name="Volumes">The volumes.</param>
internal sealed record SeriesUnit(IReadOnlyList<DicomSeries> Volumes)
{
    /// <summary>Full paths of the files, by name.</summary>
    public IReadOnlyList<string> Files { get; } =
        [.. Volumes.SelectMany(volume => volume.Files).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Volumes by the files that they share, in the order of their first files.</summary>
    public static IReadOnlyList<SeriesUnit> Of(IReadOnlyList<DicomSeries> volumes)
    {
        var units = new List<List<DicomSeries>>();
        var unitOfFile = new Dictionary<string, List<DicomSeries>>();
        foreach (var volume in volumes)
        {
            var joined = new List<DicomSeries> { volume };
            foreach (var other in volume.Files.Select(file => unitOfFile.GetValueOrDefault(file)).OfType<
                List<DicomSeries>>().Distinct().ToList())
            {
                units.Remove(other);
                joined.InsertRange(joined.Count - 1, other);
            }

            units.Add(joined);
            foreach (var file in joined.SelectMany(member => member.Files))
            {
                unitOfFile[file] = joined;
            }
        }

        return [.. units.Select(unit => new SeriesUnit(unit)).OrderBy(unit => unit.Files[0], StringComparer.Ordinal)];
    }

    /// <summary>The kind of a DICOM file that is in no series, in words that follow "it is", and the reason for which
    /// it is in none.</summary>
    public static (string Name, string? Reason) KindOf(string path, CancellationToken cancel)
    {
        try
        {
            if (!DicomListing.IsDicom(path))
            {
                return ("a file of a zip file that is not DICOM", null);
            }

            var file = DicomFile.ReadHeader(path, cancel);
            var uid = file.Dataset.GetText(DicomTags.SopClassUid)
                ?? file.Meta?.GetText(DicomTags.MediaStorageSopClassUid);
            if (!DicomImage.IsSliceImage(file.Dataset))
            {
                return (DicomClasses.NameOf(uid), null);
            }

            DicomImage.Planes(file);
            return ("a DICOM file that changed", null);
        }
        catch (RefacePSException e)
        {
            return ("a DICOM file that cannot be read",
                e.Message.Replace($"'{path}': ", "", StringComparison.Ordinal));
        }
    }
}
