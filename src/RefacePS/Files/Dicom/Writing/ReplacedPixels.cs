using System.Runtime.InteropServices;

namespace RefacePS.Files.Dicom.Writing;

/// <summary>The pixels of a file with those replaced in which the volumes of it differ from it.</summary>
internal sealed class ReplacedPixels(PixelFrames frames)
{
    private readonly HashSet<int> changedFrames = [];

    /// <summary>True if signs fill the bits above the pixels of the whole file: those that replace them do so
    /// too.</summary>
    private bool hasSigns;

    private PixelFormat Format => frames.Format;

    /// <summary>Smallest and largest pixel of the file as it is written.</summary>
    public long Smallest { get; private set; } = long.MaxValue;

    /// <summary>See <see cref="Smallest"/>.</summary>
    public long Largest { get; private set; } = long.MinValue;

    /// <summary>True if the pixels were compressed, and are not now.</summary>
    public bool IsDecompressed => frames.IsCompressed;

    /// <summary>The images in which a pixel changed.</summary>
    public IReadOnlySet<int> ChangedFrames => changedFrames;

    /// <summary>The hash of all cells as they are written.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The cells of all images; null where they are as they were.</summary>
    public ReadOnlyMemory<byte>? Cells { get; private set; }

    /// <summary>Bytes of the cells of all images, uncompressed.</summary>
    public int Length => Format.FrameSize * Format.Frames;

    /// <summary>Compares and replaces.</summary>
    /// <param name="parts">The volumes that the file holds.</param>
    /// <param name="keepsPixelsAlone">Whether what else lies in the cells goes.</param>
    public ReplacedPixels Replace(IReadOnlyList<FilePart> parts, bool keepsPixelsAlone)
    {
        var cells = new byte[Length];
        for (var frame = 0; frame < Format.Frames; frame++)
        {
            frames.Cells(frame).CopyTo(cells.AsSpan(frame * Format.FrameSize));
        }

        var hidesOthers = keepsPixelsAlone && (frames.HasOverlay || OtherBits.Of(Format, cells, frames.IsBigEndian)
            is OtherBitsContent.Leftovers or OtherBitsContent.Pixels);
        hasSigns = OtherBits.AreSigns(Format, cells, frames.IsBigEndian);
        foreach (var part in parts)
        {
            foreach (var (slice, frame) in part.Places)
            {
                var plane = part.Origin.Stack.Slices[slice][frame];
                if (Replace(part, plane, part.Origin.Layout.StartOf(slice, frame),
                    cells.AsSpan(plane.Frame * Format.FrameSize, Format.FrameSize)))
                {
                    changedFrames.Add(plane.Frame);
                }
            }
        }

        Measure(cells, hidesOthers);
        Hash = frames.HashOf(cells);
        Cells = changedFrames.Count > 0 || hidesOthers || IsDecompressed ? cells : (ReadOnlyMemory<byte>?)null;
        return this;
    }

    private bool Replace(FilePart part, DicomPlane plane, int start, Span<byte> image)
    {
        var isReal = DicomReader.CommonScale(part.Origin.Stack) is null;
        var before = DicomReader.ReadPlane(frames, plane, image, isReal);
        return part.Volume.VoxelType.ByteSize() switch
        {
            1 => Replace<byte>(part, plane, start, before, image, isReal),
            2 => Replace<ushort>(part, plane, start, before, image, isReal),
            _ => Replace<uint>(part, plane, start, before, image, isReal),
        };
    }

    private bool Replace<T>(FilePart part, DicomPlane plane, int start, byte[] before, Span<byte> image, bool isReal)
        where T : unmanaged
    {
        var (volume, origin) = (part.Volume, part.Origin);
        var isChanged = false;
        var old = MemoryMarshal.Cast<byte, T>(before.AsSpan());
        var now = MemoryMarshal.Cast<byte, T>(volume.Voxels.Span);
        for (var row = 0; row < plane.Rows; row++)
        {
            var place = start + row * origin.Layout.RowStride;
            for (var column = 0; column < plane.Columns; column++, place += origin.Layout.ColumnStride)
            {
                if (!EqualityComparer<T>.Default.Equals(old[row * plane.Columns + column], now[place]))
                {
                    var cell = (plane.Tile.Y + row) * Format.Columns + plane.Tile.X + column;
                    var value = isReal ? Stored(volume, plane, place) : Format.ValueOf(volume.Voxels.Span, place);
                    Put(image, cell, value);
                    isChanged = true;
                }
            }
        }

        return isChanged;
    }

    /// <summary>The pixel whose real value is closest to a voxel's.</summary>
    private static long Stored(Volume volume, DicomPlane plane, int place)
    {
        var value = (MemoryMarshal.Cast<byte, float>(volume.Voxels.Span)[place] - plane.Intercept) / plane.Slope;
        return double.IsFinite(value) ? (long)Math.Round(value) : 0;
    }

    private void Put(Span<byte> image, int index, long value)
    {
        var (smallest, largest) = Format.Range;
        var cell = Format.ToCell(
            Format.ReadCell(image, index, frames.IsBigEndian), Math.Clamp(value, smallest, largest));
        Format.WriteCell(image, index, frames.IsBigEndian, hasSigns ? Format.PixelAlone(cell) : cell);
    }

    private void Measure(byte[] cells, bool hidesOthers)
    {
        var count = cells.Length / Format.CellSize;
        for (var i = 0; i < count; i++)
        {
            var cell = Format.ReadCell(cells, i, frames.IsBigEndian);
            var value = Format.FromCell(cell);
            (Smallest, Largest) = (Math.Min(Smallest, value), Math.Max(Largest, value));
            if (hidesOthers)
            {
                Format.WriteCell(cells, i, frames.IsBigEndian, Format.PixelAlone(cell));
            }
        }
    }
}
