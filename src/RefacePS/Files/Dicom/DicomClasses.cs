namespace RefacePS.Files.Dicom;

/// <summary>Names classes of DICOM objects (PS3.6, annex A) that hold no slices, as far as people know them.</summary>
internal static class DicomClasses
{
    private const string Storage = "1.2.840.10008.5.1.4.1.1.";

    /// <summary>Class of a DICOMDIR (PS3.3, annex F), which lists the files that lie beside it.</summary>
    public const string Directory = "1.2.840.10008.1.3.10";

    /// <summary>The beginnings of class UIDs, longer ones before those that they begin with.</summary>
    private static readonly (string Start, string Name)[] Names =
    [
        ($"{Storage}88.59", "a DICOM key object selection"),
        ($"{Storage}88.", "a DICOM report (SR)"),
        ($"{Storage}104.", "an encapsulated document (DICOM)"),
        ($"{Storage}11.", "a DICOM presentation state"),
        ($"{Storage}7", "a DICOM secondary capture"),
        ($"{Storage}66.4", "a DICOM segmentation"),
        ($"{Storage}66.5", "a DICOM surface"),
        ($"{Storage}66.1", "a DICOM registration"),
        ($"{Storage}66.3", "a DICOM registration"),
        ($"{Storage}66", "DICOM raw data"),
        ($"{Storage}4.2", "DICOM spectroscopy"),
        ($"{Storage}9.", "a DICOM waveform"),
        ($"{Storage}481.", "a DICOM object of radiotherapy"),
        ($"{Storage}77.", "a DICOM photograph or film"),
        ($"{Storage}6.", "a DICOM ultrasound image"),
        ($"{Storage}20", "a DICOM nuclear medicine image"),
        ($"{Storage}30", "a DICOM parametric map"),
        ($"{Storage}1", "a DICOM X-ray image"),
        (Directory, "a DICOMDIR"),
    ];

    /// <summary>The class of an object, in words that follow "it is".</summary>
    public static string NameOf(string? uid) => Array.Find(
        Names, entry => uid is not null && Begins(uid, entry.Start)).Name ?? "a DICOM object of a class without slices";

    private static bool Begins(string uid, string start) => uid.StartsWith(start, StringComparison.Ordinal)
        && (start[^1] == '.' || uid.Length == start.Length || uid[start.Length] == '.');
}
