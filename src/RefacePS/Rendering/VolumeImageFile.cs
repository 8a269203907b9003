using RefacePS.Files;

namespace RefacePS.Rendering;

/// <summary>The files that pictures of volumes go to.</summary>
public static class VolumeImageFile
{
    private const string Extension = ".png";
    private const string MontageName = "montage" + Extension;

    /// <summary>The full path of the picture of one volume.</summary>
    /// <param name="volume">The volume, whose name the picture takes: <c>sub-01_T1w.nii.gz</c> defaced is
    /// <c>sub-01_desc-defaced_T1w.png</c>.</param>
    /// <param name="destination">A file, where the name ends in .png; else a folder.</param>
    /// <exception cref="VolumeFileException">The destination is a file of another format.</exception>
    public static string PathOf(Volume volume, string destination) => IsFile(destination)
        ? Path.GetFullPath(destination)
        : Path.Combine(Path.GetFullPath(destination),
            VolumePath.Parse(VolumeExport.Plan(volume, destination, includeMask: false).Image).Stem + Extension);

    /// <summary>The full path of a picture of several volumes: the destination, or <c>montage.png</c> in it where it is
    /// a folder.</summary>
    /// <exception cref="VolumeFileException">The destination is a file of another format.</exception>
    public static string PathOfMontage(string destination) =>
        IsFile(destination) ? Path.GetFullPath(destination) : Path.Combine(Path.GetFullPath(destination), MontageName);

    /// <summary>Refuses, before anything is drawn, a file that cannot be written.</summary>
    /// <returns>The path.</returns>
    /// <exception cref="VolumeFileException">There is a folder, or a file that may not be replaced.</exception>
    public static string RequireFree(string path, bool overwrite)
    {
        AtomicFile.RequireFree(path, overwrite);
        return path;
    }

    /// <summary>Writes a picture, whole or not at all; makes the folder where there is none.</summary>
    /// <param name="volumes">The volumes that it shows: nobody gets to see it who may not read their files.</param>
    /// <param name="path">Full path of the file.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="draw">Makes the bytes of the picture; called only where the file may be written.</param>
    /// <exception cref="VolumeFileException">There is a file already, the folder cannot be written, or the disk is
    /// full.</exception>
    public static void Write(IEnumerable<Volume> volumes, string path, bool overwrite, Func<byte[]> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        AtomicFile.RequireFree(path, overwrite);
        var png = draw();
        AtomicFile.CreateFolder(Path.GetDirectoryName(path)!);
        AtomicFile.WriteBytes(path, overwrite, png, InputFiles.ModeOf(volumes));
    }

    private static bool IsFile(string destination)
    {
        OtherFormats.Refuse(destination, $"a folder, or a file that ends in {Extension}", Extension);
        return Path.GetExtension(destination).Equals(Extension, StringComparison.OrdinalIgnoreCase);
    }
}
