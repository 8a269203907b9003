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
    /// The volume. An original keeps its name; <c>sub-01_T1w</c> refaced is <c>sub-01_desc-refaced_T1w</c>; one that
    /// came from no file is named after its subject.
    /// </param>
    /// <param name="destination">A file, where the name ends in a NIfTI extension; else a folder.</param>
    /// <param name="includeMask">Whether the face mask, if there is one, is written beside the image.</param>
    public static VolumeExport Plan(Volume volume, string destination, bool includeMask)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var source = BidsName.Parse(volume.Origin?.ImageName ?? volume.Path ?? volume.Name);
        var target = VolumePath.Parse(destination);
        var (folder, extension) = target.IsNifti
            ? (target.Folder, target.Extension)
            : (Path.GetFullPath(destination), source.Extension is "" ? ".nii.gz" : source.Extension);
        var image = target.IsNifti ? target
            : VolumePath.Parse(Path.Combine(folder, Described(source, volume.Kind).Stem + extension));
        var mask = includeMask && volume.FaceMask is not null
            ? Path.Combine(folder, source.ToMask("face").Stem + extension) : null;
        return new(volume, image, mask);
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
        AtomicFile.CreateFolder(Path.GetDirectoryName(Image)!);
        InputFiles.Protect(volume, [.. Files]);
        options = options with { Mode = options.Mode ?? InputMode() };
        foreach (var file in Files)
        {
            AtomicFile.RequireFree(file, options.Overwrite);
        }

        NiftiWriter.Write(volume, Image, options, cancellation);
        RefacePS.Files.Sidecar.Write(volume, Image, options);
        if (Mask is not null)
        {
            NiftiWriter.WriteMask(volume.FaceMask!, volume, Mask, options, cancellation);
        }

        return Files;
    }

    /// <summary>What few may read is not to become what all may.</summary>
    private UnixFileMode? InputMode() => volume.Path is { } path && VolumePath.Parse(path) is var input
        ? AtomicFile.ModeOf(input.ToString(), input.HeaderFile, input.VoxelFile, input.SidecarFile) : null;

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
        _ => name,
    };
}
