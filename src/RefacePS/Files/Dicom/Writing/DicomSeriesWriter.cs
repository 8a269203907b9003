using System.IO.Hashing;

namespace RefacePS.Files.Dicom.Writing;

/// <summary>
/// Writes a volume back as the DICOM files it came from: each with its kept pixels bit for bit, those that were removed
/// replaced in the stored type, and all elements but a few as they were.
/// </summary>
public sealed class DicomSeriesWriter
{
    private readonly Volume volume;
    private readonly DicomOrigin origin;
    private readonly DicomWriteOptions options;
    private readonly DerivedElements elements;

    private DicomSeriesWriter(Volume volume, DicomOrigin origin, string folder, DicomWriteOptions options)
    {
        (this.volume, this.origin, this.options) = (volume, origin, options);
        elements = new(volume, origin, options);
        var name = options.Profile == DicomProfile.Basic ? elements.NameWithoutPerson
            : BidsName.Parse(origin.ImageName).Stem;
        Folder = Path.Combine(Path.GetFullPath(folder), VolumeExport.Described(BidsName.Parse(name), volume.Kind).Stem);
        Sources = [.. DicomReader.PlanesOfFiles(origin.Stack).OrderBy(file => file.Value.Min())
            .Select(file => file.Key)];
        Mask = options.IncludeMask && volume.FaceMask is not null
            ? Path.Combine(Path.GetFullPath(folder), BidsName.Parse(name).ToMask("face").Stem + ".nii.gz") : null;
        Images = [.. Sources.Select(
            (_, index) => Path.Combine(Folder, FormattableString.Invariant($"{index + 1:0000}.dcm")))];
    }

    /// <summary>The folder of the series.</summary>
    public string Folder { get; }

    /// <summary>Full paths of the files to be written: the images slice by slice, then the mask where there is
    /// one.</summary>
    public IReadOnlyList<string> Files => Mask is null ? Images : [.. Images, Mask];

    private IReadOnlyList<string> Images { get; }

    /// <summary>Full path of the mask of the removed voxels, as NIfTI; null where none is written.</summary>
    private string? Mask { get; }

    private IReadOnlyList<string> Sources { get; }

    /// <summary>Decides the names.</summary>
    /// <param name="volume">A volume that came from DICOM files, on the grid and in the type it had then.</param>
    /// <param name="folder">The folder in which the series gets one of its own.</param>
    /// <param name="options">What may be replaced and kept.</param>
    /// <exception cref="VolumeFileException">
    /// The volume did not come from DICOM files, is no longer what they hold, or shares a file with another volume
    /// (<c>NotWritableAsDicom</c>).
    /// </exception>
    public static DicomSeriesWriter Plan(Volume volume, string folder, DicomWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentNullException.ThrowIfNull(options);
        if (volume.Origin is not DicomOrigin origin)
        {
            throw NotWritable(
                volume, "The volume did not come from DICOM files, and only those can be written back. Export it as "
                    + "NIfTI.");
        }

        if (volume.Grid != origin.Layout.Grid || volume.FrameCount != origin.Stack.FrameCount
            || volume.VoxelType != DicomReader.VoxelTypeOf(origin.Stack))
        {
            throw NotWritable(volume, "The volume has another grid or type than its DICOM files. Export it as NIfTI.");
        }

        var shared = DicomReader.PlanesOfFiles(origin.Stack).FirstOrDefault(file => !IsWhole(origin.Stack, file.Value));
        return shared.Key is null ? new(volume, origin, folder, options)
            : throw NotWritable(
                volume, $"The file '{shared.Key}' holds images of other volumes too, whose faces would stay. Split it "
                    + $"first.");
    }

    /// <summary>Writes the files: all, or none.</summary>
    /// <returns>Full paths of the files written.</returns>
    /// <exception cref="VolumeFileException">
    /// A file is there already, is one that the volume came from, or cannot be written; or a source is not what it was
    /// (<c>SourceChanged</c>).
    /// </exception>
    /// <exception cref="VolumeFormatException">A source can no longer be read.</exception>
    public IReadOnlyList<string> Write(CancellationToken cancellation = default)
    {
        InputFiles.Protect(volume, [.. Files]);
        foreach (var file in Files)
        {
            AtomicFile.RequireFree(file, options.Overwrite);
        }

        AtomicFile.CreateFolder(Path.GetDirectoryName(Folder)!);
        var planes = DicomReader.PlanesOfFiles(origin.Stack);
        AtomicFolder.Write(Folder, staging => FirstFault.Of(() => Parallel.For(
            0, Sources.Count,
            new ParallelOptions
                { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            index =>
            {
                var bytes = Rewrite(Sources[index], planes[Sources[index]], cancellation);
                using var file =
                    new FileStream(Path.Combine(staging, Path.GetFileName(Images[index])), FileMode.CreateNew);
                foreach (var part in bytes)
                {
                    file.Write(part.Span);
                }

                file.Flush(flushToDisk: true);
            })));
        if (Mask is not null)
        {
            NiftiWriter.WriteMask(volume.FaceMask!, volume, Mask, new(options.Overwrite), cancellation);
        }

        return Files;
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> Rewrite(
        string source, List<(int Slice, int Frame)> places, CancellationToken cancellation)
    {
        var bytes = DicomFile.ReadBytes(source, cancellation);
        if (XxHash3.HashToUInt64(bytes) != origin.Checksums[source])
        {
            throw new VolumeFileException(
                VolumeFileFault.SourceChanged, source,
                "The file is not what it was when the volume was imported. Import the series again.");
        }

        var file = DicomFile.Parse(source, bytes);
        var pixels = new ReplacedPixels(volume, origin, PixelFrames.Open(file)).Replace(file.Dataset, places);
        return elements.Change(file, pixels).ToBytes();
    }

    private static bool IsWhole(DicomStack stack, List<(int Slice, int Frame)> places)
    {
        var planes = places.Select(place => stack.Slices[place.Slice][place.Frame]).ToList();
        return planes.Select(plane => plane.Frame).Distinct().Count() == planes[0].Format.Frames;
    }

    private static VolumeFileException NotWritable(Volume volume, string what) =>
        new(VolumeFileFault.NotWritableAsDicom, volume.Path ?? volume.Name, what);
}
