using RefacePS.Deidentification;

namespace RefacePS.Files.Dicom;

/// <summary>Names of files that tell the patient of the DICOM files that a volume came from.</summary>
public static class PatientInName
{
    /// <summary>The word that name and files have in common; null where there is none.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="name">The name of a file, or its path.</param>
    public static string? WordOf(Volume volume, string name)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var words = volume.Origin is DicomOrigin origin ? PersonalWords.In(origin.PatientId) : [];
        var stem = VolumePath.Parse(name).Stem;
        return words.FirstOrDefault(word => stem.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
