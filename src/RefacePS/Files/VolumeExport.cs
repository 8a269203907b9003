namespace RefacePS.Files;

/// <summary>
/// The files that a volume is exported to: the image, its JSON sidecar, and where asked for its face mask. Names follow
/// BIDS and say what was done to the face.
/// </summary>
public sealed class VolumeExport
{
    private readonly Volume volume;

    private VolumeExport(Volume volume, VolumePath image, string? mask) =>
        (this.volume, Image, Sidecar, Mask) = (volume, image.ToString(), image.SidecarFile, mask);

    /// <summary>Full path of the image.</summary>
    public string Image { get; }

    /// <summary>Full path of the JSON sidecar.</summary>
    public string Sidecar { get; }

    /// <summary>Full path of the face mask; null where none is written.</summary>
    public string? Mask { get; }

    /// <summary>Full paths of all of them: the image (both files of a pair), the sidecar, the mask.</summary>
    public IReadOnlyList<string> Files => [.. ImageFiles(Image), Sidecar, .. Mask is null ? [] : ImageFiles(Mask)];

    /// <summary>Decides the names.</summary>
    /// <param name="volume">
    /// The volume. An original keeps its name; <c>sub-01_T1w</c> refaced is <c>sub-01_desc-refaced_T1w</c>, and the raw
    /// output of a model <c>sub-01_desc-raw_T1w</c>; one that came from no file is named after its subject.
    /// </param>
    /// <param name="destination">A file, where the name ends in an extension of a volume; else a folder.</param>
    /// <param name="includeMask">Whether the face mask, if there is one, is written beside the image. A file's name
    /// names it too, since that of the source may name a person.</param>
    /// <param name="format">What to write; null for what a file's name says, or else what the volume came from.</param>
    /// <exception cref="VolumeFileException">The destination is a file of another format.</exception>
    public static VolumeExport Plan(
        Volume volume, string destination, bool includeMask, ImageFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var source = BidsName.Parse(volume.Origin?.ImageName ?? volume.Path ?? volume.Name);
        var target = VolumePath.Parse(destination);
        if (target.IsVolume && format is { } asked && asked != FormatOf(target))
        {
            throw new VolumeFileException(
                VolumeFileFault.FormatMismatch, destination,
                $"The name is not one of the format {asked}. Name a folder, or leave the format to the name.");
        }

        if (!target.IsVolume)
        {
            OtherFormats.Refuse(
                destination, "a folder, or a file of NIfTI (.nii, .nii.gz, .hdr, .img) or MGH (.mgh, .mgz)");
        }

        var (folder, extension) = target.IsVolume
            ? (target.Folder, target.Extension)
            : (Path.GetFullPath(destination), ExtensionOf(volume, format));
        var image = target.IsVolume ? target
            : VolumePath.Parse(Path.Combine(folder, Described(source, volume.Kind).Stem + extension));
        var mask = includeMask && volume.FaceMask is not null
            ? Path.Combine(folder, (target.IsVolume ? BidsName.Parse(destination) : source).ToMask("face").Stem
                + extension) : null;
        return new(volume, image, mask);
    }

    private static ImageFormat FormatOf(VolumePath path) => path.IsMgh ? ImageFormat.Mgh : ImageFormat.Nifti;

    /// <summary>The extension of the file that a volume came from, if that is of the format asked for.</summary>
    private static string ExtensionOf(Volume volume, ImageFormat? format)
    {
        var source = VolumePath.Parse(volume.Path ?? volume.Name);
        return source.IsVolume && (format is null || format == FormatOf(source)) ? source.Extension
            : format == ImageFormat.Mgh ? ".mgz" : ".nii.gz";
    }

    /// <summary>Refuses, before anything is written, what cannot be.</summary>
    /// <param name="overwrite">Whether files that are there may be replaced.</param>
    /// <exception cref="VolumeFileException">A file is there already, or it is the volume's own input.</exception>
    public void RequireFree(bool overwrite)
    {
        InputFiles.Protect(volume, [.. Files]);
        foreach (var file in Files)
        {
            AtomicFile.RequireFree(file, overwrite);
        }
    }

    /// <summary>Writes the files; makes the folder where there is none.</summary>
    /// <param name="options">What may be replaced and kept.</param>
    /// <param name="cancellation">Stops the writing; no file is left half-written.</param>
    /// <returns>Full paths of the files written: the image, the sidecar, the mask.</returns>
    /// <exception cref="VolumeFileException">
    /// A file is there already (then none is written), it is the volume's own input, the folder cannot be written, or
    /// the disk is full.
    /// </exception>
    /// <exception cref="VolumeFormatException">The sidecar the volume came with is not a JSON object.</exception>
    public IReadOnlyList<string> Write(NiftiWriteOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireFree(options.Overwrite);
        AtomicFile.CreateFolder(Path.GetDirectoryName(Image)!);
        options = options with { Mode = options.Mode ?? InputFiles.ModeOf(volume) };
        VolumeWriter.Write(volume, Image, options, cancellation);
        RefacePS.Files.Sidecar.Write(volume, Image, options);
        if (Mask is not null)
        {
            VolumeWriter.Write(
                NiftiWriter.LabelImage(volume.FaceMask!.Voxels, volume), Mask, options, cancellation);
        }

        return Files;
    }

    /// <summary>The file itself first, then the other half where it is one of a pair.</summary>
    private static string[] ImageFiles(string image)
    {
        var name = VolumePath.Parse(image);
        return [.. new[] { image, name.HeaderFile, name.VoxelFile }.Distinct()];
    }

    /// <summary>The name that says what was done to the face.</summary>
    internal static BidsName Described(BidsName name, VolumeKind kind) => kind switch
    {
        VolumeKind.Defaced => name.WithDescription("defaced"),
        VolumeKind.Refaced => name.WithDescription("refaced"),
        VolumeKind.Raw => name.WithDescription("raw"),
        _ => name,
    };
}
