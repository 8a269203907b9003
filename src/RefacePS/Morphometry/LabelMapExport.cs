using System.Text;
using RefacePS.Files;

namespace RefacePS.Morphometry;

/// <summary>The files that a label map is written to: the map on the grid of its scan, and the lookup tables beside
/// it.</summary>
public sealed class LabelMapExport
{
    private readonly Volume volume;

    private LabelMapExport(Volume volume, string image) => (this.volume, Image) = (volume, image);

    /// <summary>Full path of the label map.</summary>
    public string Image { get; }

    /// <summary>Decides the name.</summary>
    /// <param name="volume">The scan: <c>sub-01_T1w</c> gives <c>sub-01_dseg</c>, refaced
    /// <c>sub-01_desc-refaced_dseg</c>.</param>
    /// <param name="destination">A file, where the name ends in an extension of a volume; else a folder.</param>
    /// <exception cref="VolumeFileException">The destination is a file of another format.</exception>
    public static LabelMapExport Plan(Volume volume, string destination)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var target = VolumePath.Parse(destination);
        if (target.IsVolume)
        {
            return new(volume, target.ToString());
        }

        OtherFormats.Refuse(destination, "a folder, or a file of NIfTI (.nii, .nii.gz)");
        var name = BidsName.Parse(VolumeExport.Plan(volume, destination, includeMask: false).Image).ToLabelMap();
        return new(volume, Path.Combine(Path.GetFullPath(destination), name.Stem + ".nii.gz"));
    }

    /// <summary>Makes sure, before the work, that there is a place for its result.</summary>
    /// <exception cref="VolumeFileException">There is a map already, or it is the scan itself.</exception>
    public void RequireFree(bool overwrite)
    {
        InputFiles.Protect(volume, Image);
        AtomicFile.RequireFree(Image, overwrite);
    }

    /// <summary>Writes the map and the tables; makes the folder where there is none. Tables are the same for every map
    /// and are written anew.</summary>
    /// <param name="labels">Number of the structure of every voxel, x fastest.</param>
    /// <param name="overwrite">Whether a map that is there may be replaced.</param>
    /// <param name="cancel">Stops the writing.</param>
    /// <exception cref="VolumeFileException">There is a map already, it is the scan itself, the folder cannot be
    /// written, or the disk is full.</exception>
    public void Write(ReadOnlyMemory<byte> labels, bool overwrite, CancellationToken cancel = default)
    {
        var folder = Path.GetDirectoryName(Image)!;
        AtomicFile.CreateFolder(folder);
        InputFiles.Protect(volume, Image);
        VolumeWriter.Write(
            NiftiWriter.LabelImage(labels, volume), Image,
            new NiftiWriteOptions(overwrite, Mode: InputFiles.ModeOf(volume)), cancel);
        foreach (var (name, text) in LabelTable.All)
        {
            AtomicFile.Write(Path.Combine(folder, name), overwrite: true, stream =>
                stream.Write(Encoding.UTF8.GetBytes(text)));
        }
    }
}
