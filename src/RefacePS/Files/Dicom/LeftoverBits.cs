namespace RefacePS.Files.Dicom;

/// <summary>Something in bits of pixels that their files do not say are stored, as old scanners leave there. It is not
/// read, and not written with a volume from which something was removed.</summary>
public static class LeftoverBits
{
    /// <summary>Full path of a file of a volume that has some; null where none has.</summary>
    public static string? FileOf(Volume volume) => (volume.Origin as DicomOrigin)?.FileWithLeftovers;
}
