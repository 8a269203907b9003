using System.Collections.Frozen;

namespace RefacePS.Files;

/// <summary>
/// Names of destinations that ask for a format which is not written. A folder may have dots in its name, so that only
/// extensions that are known to be those of files count.
/// </summary>
internal static class OtherFormats
{
    private static readonly FrozenSet<string> Extensions = new[]
    {
        ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".svg", ".jp2",
        ".pdf", ".doc", ".docx", ".odt", ".rtf", ".txt", ".htm", ".html", ".json", ".xml",
        ".csv", ".tsv", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp",
        ".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".zst",
        ".nii", ".hdr", ".img", ".mgh", ".mgz", ".dcm", ".nrrd", ".nhdr", ".mha", ".mhd", ".mnc", ".mif", ".gii",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a destination that is named like a file of another format. A folder that is there is
    /// one.</summary>
    /// <param name="destination">Full path of the destination.</param>
    /// <param name="wanted">What can be named, to be said in the error.</param>
    /// <param name="own">Extensions of what is written.</param>
    /// <exception cref="VolumeFileException">It is (<c>FormatMismatch</c>).</exception>
    public static void Refuse(string destination, string wanted, params ReadOnlySpan<string> own)
    {
        var extension = Path.GetExtension(destination);
        if (Extensions.Contains(extension) && !own.Contains(extension, StringComparer.OrdinalIgnoreCase)
            && !Directory.Exists(destination))
        {
            throw new VolumeFileException(
                VolumeFileFault.FormatMismatch, destination,
                $"A file that ends in {extension} is not written here. Name {wanted}.");
        }
    }
}
