using System.IO.Hashing;

namespace RefacePS.Files.Dicom.Writing;

/// <summary>A volume's part in a file: the slices and frames that lie in it.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="Origin">Where it came from.</param>
/// <param name="Places">Its slices and frames in the file.</param>
internal sealed record FilePart(Volume Volume, DicomOrigin Origin, IReadOnlyList<(int Slice, int Frame)> Places);

/// <summary>
/// Makes the files that volumes came from again, with the voxels that the volumes have now. Volumes that lie in the
/// same files (the magnitude and the phase of an enhanced file) are written together.
/// </summary>
internal sealed class DicomRewriter
{
    private readonly Dictionary<string, List<FilePart>> parts = [];
    private readonly Dictionary<string, ulong> checksums = [];

    private DicomRewriter(IReadOnlyList<Volume> volumes, DicomWriteOptions options)
    {
        foreach (var volume in volumes)
        {
            var origin = (DicomOrigin)volume.Origin!;
            foreach (var (file, places) in DicomReader.PlanesOfFiles(origin.Stack))
            {
                parts.TryAdd(file, []);
                parts[file].Add(new(volume, origin, places));
                checksums[file] = origin.Checksums[file];
            }
        }

        var copies = volumes.SelectMany(volume => ((DicomOrigin)volume.Origin!).Copies)
            .Select(pair => pair.Copy).ToHashSet();
        Sources = [.. parts.OrderBy(file => file.Value[0].Places.Min()).Select(file => file.Key)
            .Where(file => !copies.Contains(file))];
        Elements = new(volumes, options);
    }

    /// <summary>Full paths of the files, slice by slice, without copies.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>The elements that change.</summary>
    public DerivedElements Elements { get; }

    /// <summary>A rewriter of the files of volumes.</summary>
    /// <param name="volumes">Volumes that came from DICOM files, on the grid and in the type they had then.</param>
    /// <param name="options">What may be kept.</param>
    /// <exception cref="VolumeFileException">
    /// One did not come from DICOM files, or is no longer what they hold; or a file holds another volume too
    /// (<c>NotWritableAsDicom</c>).
    /// </exception>
    public static DicomRewriter Of(IReadOnlyList<Volume> volumes, DicomWriteOptions options)
    {
        foreach (var volume in volumes)
        {
            RequireSame(volume);
        }

        var rewriter = new DicomRewriter(volumes, options);
        var lacking = rewriter.parts.FirstOrDefault(file => !IsWhole(file.Value));
        return lacking.Key is null ? rewriter : throw NotWritable(
            volumes[0], $"The file '{lacking.Key}' holds images of other volumes too, whose faces would stay. Give all "
                + "volumes of the file to one command.");
    }

    /// <summary>True if the files of a volume hold nothing but it.</summary>
    public static bool IsAlone(Volume volume) => volume.Origin is not DicomOrigin origin
        || DicomReader.PlanesOfFiles(origin.Stack).All(file => IsWhole([new(volume, origin, file.Value)]));

    /// <summary>Writes a file, which may be a copy, into a stream.</summary>
    /// <exception cref="VolumeFileException">It cannot be read, or is not what it was
    /// (<c>SourceChanged</c>).</exception>
    public void Write(string source, Stream stream, CancellationToken cancellation)
    {
        var bytes = DicomFile.ReadBytes(source, cancellation);
        if (XxHash3.HashToUInt64(bytes) != checksums[source])
        {
            throw new VolumeFileException(
                VolumeFileFault.SourceChanged, source,
                "The file is not what it was when the volume was imported. Import the series again.");
        }

        var file = DicomFile.Parse(source, bytes);
        var pixels = new ReplacedPixels(PixelFrames.Open(file)).Replace(parts[source], Elements.KeepsPixelsAlone);
        foreach (var part in Elements.Change(file, pixels).ToBytes())
        {
            stream.Write(part.Span);
        }
    }

    private static void RequireSame(Volume volume)
    {
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
    }

    private static bool IsWhole(IReadOnlyList<FilePart> file)
    {
        var planes = file.SelectMany(part => part.Places.Select(
            place => part.Origin.Stack.Slices[place.Slice][place.Frame])).ToList();
        return planes.Select(plane => plane.Frame).Distinct().Count() == planes[0].Format.Frames;
    }

    private static VolumeFileException NotWritable(Volume volume, string what) =>
        new(VolumeFileFault.NotWritableAsDicom, volume.Path ?? volume.Name, what);
}
