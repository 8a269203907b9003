namespace RefacePS.Files;

/// <summary>Reads volumes of every format that is one file, or one pair of files: NIfTI and MGH.</summary>
public static class VolumeReader
{
    /// <summary>Reads a 3-D or 4-D image, by the format that its name says; any other name is read as NIfTI.</summary>
    /// <param name="path">The file; either half of a header-image pair stands for both.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>Voxels as stored, in this machine's byte order, with the header they came with.</returns>
    /// <exception cref="VolumeFileException">The file is missing, a folder, or cannot be read.</exception>
    /// <exception cref="VolumeFormatException">The content is not a volume.</exception>
    public static Volume Read(string path, CancellationToken cancellation = default)
    {
        var name = VolumePath.Parse(path);
        return name.IsMgh ? MghReader.Read(name, cancellation) : NiftiReader.Read(path, cancellation);
    }

    /// <summary>True if an image has more than one frame, by its header alone; no for one that cannot be
    /// read.</summary>
    internal static bool IsSeries(string path)
    {
        try
        {
            var name = VolumePath.Parse(path);
            return name.IsMgh ? MghReader.IsSeries(name) : NiftiReader.IsSeries(name);
        }
        catch (RefacePSException)
        {
            return false;
        }
    }
}
