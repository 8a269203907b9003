using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RefacePS.Files.Dicom;

/// <summary>Reads the pixels of a stack of slices into a volume.</summary>
internal sealed class DicomReader
{
    private const int SecondsUnit = 8;

    private readonly DicomStack stack;
    private readonly StackLayout layout;
    private readonly Dictionary<string, List<(int Slice, int Frame)>> planesOfFiles;
    private readonly (double Slope, double Intercept)? scale;
    private readonly byte[] voxels;
    private readonly ConcurrentBag<PixelMark?> marks = [];
    private readonly ConcurrentBag<string> withLeftovers = [];

    private DicomReader(DicomStack stack, StackLayout layout)
    {
        (this.stack, this.layout) = (stack, layout);
        planesOfFiles = PlanesOfFiles(stack);
        scale = CommonScale(stack);
        RequireWhole(stack);

        // Every voxel is one of a pixel, and is set.
        voxels = GC.AllocateUninitializedArray<byte>(
            (int)(layout.Grid.VoxelCount * stack.FrameCount * VoxelType.ByteSize()));
    }

    /// <summary>
    /// The stored type where all slices have one slope and intercept; else 32-bit floats of real values, since a volume
    /// has one scale.
    /// </summary>
    public static VoxelType VoxelTypeOf(DicomStack stack) =>
        CommonScale(stack) is null ? VoxelType.Float32 : stack.First.Format.VoxelType;

    private VoxelType VoxelType => VoxelTypeOf(stack);

    /// <summary>Reads the volume that planes make.</summary>
    /// <param name="planes">The slices, in any order.</param>
    /// <param name="part">What tells the volume from others of its series, as entities of BIDS; empty for one
    /// alone.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="VolumeFileException">A file cannot be read.</exception>
    /// <exception cref="VolumeFormatException">The slices are no volume, or their pixels are damaged.</exception>
    public static Volume Read(IReadOnlyList<DicomPlane> planes, string part, CancellationToken cancellation)
    {
        var stack = DicomStack.Sort(planes);
        var first = DicomFile.ReadHeader(stack.First.Path, cancellation);
        var attributes = FrameAttributes.Of(first.Dataset, stack.First.Frame);
        var layout = StackLayout.Of(stack, attributes.Text(0, DicomTags.MRAcquisitionType) == "3D");
        var reader = new DicomReader(stack, layout);
        var checksums = reader.ReadFiles(cancellation);
        return reader.Describe(first.Dataset, attributes, checksums, part);
    }

    /// <summary>The slices and frames that each file holds, copies too.</summary>
    public static Dictionary<string, List<(int Slice, int Frame)>> PlanesOfFiles(DicomStack stack)
    {
        var files = new Dictionary<string, List<(int Slice, int Frame)>>();
        for (var slice = 0; slice < stack.Slices.Count; slice++)
        {
            for (var frame = 0; frame < stack.FrameCount; frame++)
            {
                foreach (var file in stack.Slices[slice][frame].Files)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(files, file, out _) ??= [];
                    files[file].Add((slice, frame));
                }
            }
        }

        return files;
    }

    /// <summary>The scale that all slices share, or null.</summary>
    public static (double Slope, double Intercept)? CommonScale(DicomStack stack)
    {
        var first = (stack.First.Slope, stack.First.Intercept);
        return stack.Slices.All(slice => slice.All(plane => (plane.Slope, plane.Intercept) == first)) ? first : null;
    }

    /// <summary>The voxels of a plane, row by row: in the stored type, or as real values where
    /// <paramref name="isReal"/>.</summary>
    public static byte[] ReadPlane(PixelFrames frames, DicomPlane plane, ReadOnlySpan<byte> cells, bool isReal)
    {
        var tile = new byte[plane.Columns * plane.Rows * plane.Format.CellSize];
        frames.ReadTile(cells, plane.Tile.X, plane.Tile.Y, plane.Columns, tile);
        if (!isReal)
        {
            return tile;
        }

        var real = new float[plane.Columns * plane.Rows];
        for (var i = 0; i < real.Length; i++)
        {
            real[i] = (float)(plane.Format.ValueOf(tile, i) * plane.Slope + plane.Intercept);
        }

        return MemoryMarshal.AsBytes(real.AsSpan()).ToArray();
    }

    private Dictionary<string, ulong> ReadFiles(CancellationToken cancellation)
    {
        var checksums = new ulong[planesOfFiles.Count];
        var files = planesOfFiles.ToArray();
        FirstFault.Of(() => Parallel.For(
            0, files.Length, new ParallelOptions
                { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            index => checksums[index] = ReadFile(files[index].Key, files[index].Value, cancellation)));
        return files.Select((file, index) => (file.Key, checksums[index])).ToDictionary();
    }

    /// <summary>Refuses a file that claims more than it can hold, before memory is taken for it.</summary>
    private static void RequireWhole(DicomStack stack)
    {
        if (stack.Slices.SelectMany(slice => slice).FirstOrDefault(plane => plane.IsCut) is { } cut)
        {
            throw new VolumeFormatException(
                VolumeFormatFault.VolumeTruncated, cut.Path,
                $"The file claims {Counted.Of(cut.Format.Frames, "image")} of "
                    + $"{Counted.Of(cut.Format.FrameSize, "byte")}, and is too short for them. "
                    + $"Copy it again from its source.");
        }
    }

    private ulong ReadFile(string path, List<(int Slice, int Frame)> places, CancellationToken cancellation)
    {
        using var source = DicomBytes.Open(path);
        using var bytes = source.RentAll(cancellation);
        return ReadFile(DicomFile.Parse(path, bytes.Memory), bytes.Memory.Span, places);
    }

    private ulong ReadFile(DicomFile file, ReadOnlySpan<byte> bytes, List<(int Slice, int Frame)> places)
    {
        var path = file.Path;
        var frames = PixelFrames.Open(file);
        var mark = PixelMark.Of(file.Dataset);
        marks.Add(mark is not null && mark.PixelHash == frames.Hash() ? mark : null);
        foreach (var image in places.Where(place => stack.Slices[place.Slice][place.Frame].Path == path)
            .GroupBy(place => stack.Slices[place.Slice][place.Frame].Frame))
        {
            var cells = frames.Cells(image.Key);
            if (frames.HasLeftovers(cells))
            {
                withLeftovers.Add(path);
            }

            RequireAllTiles(frames, cells, [.. image.Select(place => stack.Slices[place.Slice][place.Frame])]);
            foreach (var (slice, frame) in image)
            {
                var plane = stack.Slices[slice][frame];
                if (plane.Format != frames.Format)
                {
                    throw new VolumeFormatException(
                        VolumeFormatFault.MixedSlices, path,
                        "The file changed while it was read. Import the series again.");
                }

                if (scale is not null && frames.IsNative && plane.Columns == frames.Format.Columns)
                {
                    Place(cells, plane, slice, frame);
                }
                else
                {
                    Place(ReadPlane(frames, plane, cells, scale is null), plane, slice, frame);
                }
            }
        }

        return XxHash3.HashToUInt64(bytes);
    }

    private static void RequireAllTiles(
        PixelFrames frames, ReadOnlySpan<byte> cells, IReadOnlyCollection<DicomPlane> planes)
    {
        if (planes.First().Columns < frames.Format.Columns)
        {
            SiemensMosaic.RequireAllTiles(frames, cells, planes);
        }
    }

    /// <summary>Puts the voxels of a plane where they belong. Each has places of its own, so that threads do not
    /// meet.</summary>
    private void Place(ReadOnlySpan<byte> tile, DicomPlane plane, int slice, int frame)
    {
        switch (VoxelType.ByteSize())
        {
            case 1:
                Place<byte>(tile, plane, slice, frame);
                break;
            case 2:
                Place<ushort>(tile, plane, slice, frame);
                break;
            default:
                Place<uint>(tile, plane, slice, frame);
                break;
        }
    }

    private void Place<T>(ReadOnlySpan<byte> tile, DicomPlane plane, int slice, int frame) where T : unmanaged
    {
        var source = MemoryMarshal.Cast<byte, T>(tile);
        var target = MemoryMarshal.Cast<byte, T>(voxels.AsSpan());
        var start = layout.StartOf(slice, frame);
        for (var row = 0; row < plane.Rows; row++)
        {
            var line = source.Slice(row * plane.Columns, plane.Columns);
            var place = start + row * layout.RowStride;
            if (layout.ColumnStride == 1)
            {
                line.CopyTo(target[place..]);
                continue;
            }

            foreach (var value in line)
            {
                target[place] = value;
                place += layout.ColumnStride;
            }
        }
    }

    private Volume Describe(
        DicomDataset dataset, FrameAttributes attributes, Dictionary<string, ulong> checksums, string part)
    {
        if (!voxels.AsSpan().ContainsAnyExcept((byte)0))
        {
            throw new VolumeFormatException(
                VolumeFormatFault.EmptyImage, stack.First.Path,
                "Every voxel of the series is zero: there is nothing in it. Export it again.");
        }

        var names = DicomNames.Of(dataset, part);
        var volume = new Volume(layout.Grid, VoxelType, voxels, stack.FrameCount)
        {
            Slope = scale?.Slope ?? 1,
            Intercept = scale?.Intercept ?? 0,
            Subject = names.Subject,
            Session = names.Session,
            Path = stack.First.Path,
            Origin = new DicomOrigin(stack, layout, checksums, names.ImageName)
            {
                PatientId = dataset.GetText(DicomTags.PatientId) ?? dataset.GetText(DicomTags.PatientName) ?? "",
                FileWithLeftovers = withLeftovers.Min(StringComparer.Ordinal),
            },
        };
        var fields = DicomSidecar.Build(attributes, stack.FrameCount, DicomPeople.WordsOf(dataset));
        if (marks.All(mark => mark is not null) && marks.First() is { } made)
        {
            fields[Sidecar.Record] = Sidecar.RecordOf(volume, made.Kind, made.Model);
        }

        return volume with { Header = Header(volume, attributes, fields.ToJsonString()) };
    }

    /// <summary>The NIfTI header that the volume is written with, where it is: the time between frames is known here
    /// alone.</summary>
    private static VolumeHeader Header(Volume volume, FrameAttributes attributes, string sidecar)
    {
        var header = NiftiHeaderBuilder.Build(volume, isSingleFile: true, keepText: false);
        if (DicomSidecar.RepetitionTime(attributes) is { } time)
        {
            header.SetVoxelSize(4, time);
            header.Units |= SecondsUnit;
        }

        return new(header.Bytes, header.IsBigEndian, ReadOnlyMemory<byte>.Empty, sidecar);
    }
}
