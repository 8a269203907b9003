namespace RefacePS.Files.Dicom.Writing;

/// <summary>
/// Writes volumes back as the DICOM files they came from: each with its kept pixels bit for bit, those that were
/// removed replaced in the stored type, and all elements but a few as they were.
/// </summary>
public sealed class DicomSeriesWriter
{
    private readonly IReadOnlyList<Volume> volumes;
    private readonly DicomWriteOptions options;
    private readonly DicomRewriter rewriter;

    private DicomSeriesWriter(
        IReadOnlyList<Volume> volumes, string folder, DicomWriteOptions options, DicomRewriter rewriter)
    {
        (this.volumes, this.options, this.rewriter) = (volumes, options, rewriter);
        var names = volumes.Select(volume => NameOf((DicomOrigin)volume.Origin!)).ToList();
        var name = VolumeExport.Described(BidsName.Parse(names[0]), volumes.MaxBy(volume => volume.Kind)!.Kind);
        Folder = Path.Combine(Path.GetFullPath(folder), name.Stem);
        Masks = !options.IncludeMask ? [] : [.. volumes.Select((volume, index) => volume.FaceMask is null ? null
            : Path.Combine(Path.GetFullPath(folder), BidsName.Parse(names[index]).ToMask("face").Stem + ".nii.gz"))];
        Images = [.. rewriter.Sources.Select(
            (_, index) => Path.Combine(Folder, FormattableString.Invariant($"{index + 1:0000}.dcm")))];
    }

    /// <summary>The folder of the series.</summary>
    public string Folder { get; }

    /// <summary>Full paths of the files to be written: the images slice by slice, then the masks where there are
    /// any.</summary>
    public IReadOnlyList<string> Files => [.. Images, .. Masks.OfType<string>()];

    private IReadOnlyList<string> Images { get; }

    /// <summary>Full path of the mask of each volume, as NIfTI; null where none is written.</summary>
    private IReadOnlyList<string?> Masks { get; }

    /// <summary>Decides the names of one volume alone; see the other.</summary>
    public static DicomSeriesWriter Plan(Volume volume, string folder, DicomWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return Plan([volume], folder, options);
    }

    /// <summary>Decides the names.</summary>
    /// <param name="volumes">Volumes that came from DICOM files, on the grid and in the type they had then: one, or
    /// several that lie in the same files.</param>
    /// <param name="folder">The folder in which the series gets one of its own.</param>
    /// <param name="options">What may be replaced and kept.</param>
    /// <exception cref="VolumeFileException">
    /// A volume did not come from DICOM files, is no longer what they hold, or shares a file with a volume that is not
    /// among them (<c>NotWritableAsDicom</c>); or the folder is named like a file (<c>FormatMismatch</c>).
    /// </exception>
    public static DicomSeriesWriter Plan(IReadOnlyList<Volume> volumes, string folder, DicomWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        ArgumentNullException.ThrowIfNull(options);
        OtherFormats.Refuse(folder, "a folder, in which the series gets one of its own");
        return new(volumes, folder, options, DicomRewriter.Of(volumes, options));
    }

    /// <summary>True if a volume lies in files that hold others too, and can only be written with them.</summary>
    public static bool SharesFiles(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return !DicomRewriter.IsAlone(volume);
    }

    /// <summary>Refuses, before anything is written, what cannot be.</summary>
    /// <exception cref="VolumeFileException">A file is there already, or is one that a volume came from.</exception>
    public void RequireFree()
    {
        foreach (var volume in volumes)
        {
            InputFiles.Protect(volume, [.. Files]);
        }

        foreach (var file in Files)
        {
            AtomicFile.RequireFree(file, options.Overwrite);
        }
    }

    /// <summary>Writes the files: all, or none.</summary>
    /// <returns>Full paths of the files written.</returns>
    /// <exception cref="VolumeFileException">
    /// A file is there already, is one that a volume came from, or cannot be written; or a source is not what it was
    /// (<c>SourceChanged</c>).
    /// </exception>
    /// <exception cref="VolumeFormatException">A source can no longer be read.</exception>
    public IReadOnlyList<string> Write(CancellationToken cancellation = default)
    {
        RequireFree();
        AtomicFile.CreateFolder(Path.GetDirectoryName(Folder)!);
        var mode = InputFiles.ModeOf(volumes);
        AtomicFolder.Write(Folder, staging => WriteInto(staging, mode, cancellation), [.. Masks.OfType<string>()]);
        return Files;
    }

    private void WriteInto(string folder, UnixFileMode? mode, CancellationToken cancellation)
    {
        AtomicFile.WriteAll(
            [.. Images.Select(image => Path.Combine(folder, Path.GetFileName(image)))],
            (index, stream) => rewriter.Write(rewriter.Sources[index], stream, cancellation), mode, cancellation);
        for (var i = 0; i < Masks.Count; i++)
        {
            if (Masks[i] is { } mask)
            {
                NiftiWriter.WriteMask(volumes[i].FaceMask!, volumes[i], Path.Combine(folder, Path.GetFileName(mask)),
                    new(Mode: mode), cancellation);
            }
        }
    }

    private string NameOf(DicomOrigin origin) => options.Profile == DicomProfile.Basic
        ? rewriter.Elements.NameWithoutPerson(origin) : BidsName.Parse(origin.ImageName).Stem;
}
