namespace RefacePS.Files;

/// <summary>Writes volumes in the format that the name of the destination says: NIfTI or MGH.</summary>
internal static class VolumeWriter
{
    /// <summary>Writes a volume.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="path">The destination, which ends in an extension of a volume.</param>
    /// <param name="options">What may be replaced and kept.</param>
    /// <param name="cancellation">Stops the writing; nothing is left behind.</param>
    /// <exception cref="VolumeFileException">
    /// There is a file already, it is the volume's own input, the folder cannot be written, or the disk is full.
    /// </exception>
    /// <exception cref="VolumeFormatException">The format cannot hold the volume as it is.</exception>
    public static void Write(
        Volume volume, string path, NiftiWriteOptions options, CancellationToken cancellation)
    {
        var name = VolumePath.Parse(path);
        if (name.IsMgh)
        {
            MghWriter.Write(volume, name, options, cancellation);
        }
        else
        {
            NiftiWriter.Write(volume, path, options, cancellation);
        }
    }
}
