using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RefacePS.Files.Dicom;

/// <summary>The images of a file as cells: read where they lie, or decoded.</summary>
internal sealed class PixelFrames
{
    /// <summary>Neither run lengths nor JPEG make more cells of a byte.</summary>
    public const int MostCellsOfByte = 64;

    private const ushort OverlayGroups = 0x6000;

    private readonly DicomFile file;
    private readonly DicomElement element;
    private readonly List<ReadOnlyMemory<byte>>? compressed;

    private PixelFrames(DicomFile file, PixelFormat format, DicomElement element)
    {
        (this.file, Format, this.element) = (file, format, element);
        compressed = element.Fragments is { } fragments ? PerFrame(fragments, format.Frames) : null;
        HasOverlay = HasOverlayInPixels(file.Dataset);
        IsBigEndian = compressed is null && (file.Syntax.Encoding.IsBigEndian || file.Syntax.HasBigEndianPixels);
    }

    public PixelFormat Format { get; }

    /// <summary>Byte order of the cells that <see cref="Cells"/> gives.</summary>
    public bool IsBigEndian { get; }

    /// <summary>True if cells are voxels as they are: nothing beside the pixel in them, in this machine's byte
    /// order.</summary>
    public bool IsNative => Format.IsPlain && (Format.CellSize == 1 || IsBigEndian != BitConverter.IsLittleEndian);

    /// <summary>True if the file has its pixels compressed.</summary>
    public bool IsCompressed => compressed is not null;

    /// <summary>True if an overlay lies in unused bits of the pixels, as it once could (60xx,0102).</summary>
    public bool HasOverlay { get; }

    /// <summary>The images of a whole file.</summary>
    /// <exception cref="VolumeFormatException">There are none, fewer than claimed, or of a compression that is not
    /// read.</exception>
    public static PixelFrames Open(DicomFile file)
    {
        RequireDecoder(file);
        var format = PixelFormat.Read(file.Dataset, file.Path);
        var element = file.Dataset.Find(DicomTag.Of(DicomTags.PixelData)) ?? throw new VolumeFormatException(
            VolumeFormatFault.NotDicomVolume, file.Path,
            "The file has no pixels of whole numbers. Give an image series.");
        if (element.Fragments is null && element.Value.Length < (long)format.FrameSize * format.Frames)
        {
            throw new VolumeFormatException(
                VolumeFormatFault.VolumeTruncated, file.Path,
                $"The file claims {Counted.Of(format.Frames, "image")} of "
                    + $"{Counted.Of(format.FrameSize, "byte")}, and holds {element.Value.Length}. "
                    + $"Copy it again from its source.");
        }

        return new(file, format, element);
    }

    /// <summary>The cells of an image.</summary>
    /// <exception cref="VolumeFormatException">Its compressed data is damaged.</exception>
    public ReadOnlySpan<byte> Cells(int frame)
    {
        if (compressed is null)
        {
            return element.Value.Span.Slice(frame * Format.FrameSize, Format.FrameSize);
        }

        if (frame >= compressed.Count)
        {
            throw Damaged($"image {frame + 1} of {Format.Frames} is missing", null);
        }

        var data = compressed[frame].Span;

        // What claims more is hostile, and takes no memory.
        if ((long)Format.Rows * Format.Columns > ((long)data.Length + 1) * MostCellsOfByte)
        {
            throw Damaged("the compressed image is cut short", null);
        }

        var cells = new byte[Format.FrameSize];
        try
        {
            if (file.Syntax.Compression == PixelCompression.RunLength)
            {
                RunLengthDecoder.Decode(data, cells, Format.CellSize);
            }
            else
            {
                JpegLosslessDecoder.Decode(data, cells, Format);
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e.Message, e);
        }

        return cells;
    }

    /// <summary>
    /// True if there is something in cells beside the pixels that the file does not tell of. It is not read, and
    /// nothing that is made of the file has it.
    /// </summary>
    /// <exception cref="VolumeFormatException">It is a part of the pixels, which would be read wrongly.</exception>
    public bool HasLeftovers(ReadOnlySpan<byte> cells) => !HasOverlay
        && OtherBits.Of(Format, cells, IsBigEndian) switch
    {
        OtherBitsContent.Leftovers => true,
        OtherBitsContent.Pixels => throw new VolumeFormatException(
            VolumeFormatFault.CorruptPixelData, file.Path,
            $"The file says that {Format.BitsStored} bits of {Format.BitsAllocated} are the pixel "
                + $"({Format.HighBit} the highest), and its pixels need more. Set Bits Stored and High Bit right."),
        _ => false,
    };

    private static bool HasOverlayInPixels(DicomDataset dataset) => dataset.Elements.Any(element =>
        (element.Tag.Group & 0xFF00) == OverlayGroups && element.Tag.Element == 0x0102
        && dataset.GetInteger(element.Tag.Number) is > 0 && !dataset.Contains(new(element.Tag.Group, 0x3000)));

    /// <summary>SHA-256 of the cells of all images, little-endian, in lower-case hexadecimal: the same however they are
    /// compressed.</summary>
    /// <exception cref="VolumeFormatException">Compressed data is damaged.</exception>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var frame = 0; frame < Format.Frames; frame++)
        {
            hash.AppendData(LittleEndian(Cells(frame)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The same of cells in the byte order of these.</summary>
    public string HashOf(ReadOnlySpan<byte> cells) =>
        Convert.ToHexStringLower(SHA256.HashData(LittleEndian(cells)));

    private ReadOnlySpan<byte> LittleEndian(ReadOnlySpan<byte> cells)
    {
        if (!IsBigEndian || Format.CellSize == 1)
        {
            return cells;
        }

        var swapped = cells.ToArray();
        for (var cell = 0; cell < swapped.Length; cell += Format.CellSize)
        {
            swapped.AsSpan(cell, Format.CellSize).Reverse();
        }

        return swapped;
    }

    /// <summary>The pixels of a rectangle of an image as voxels in this machine's byte order, row by row.</summary>
    /// <param name="cells">The cells of the image.</param>
    /// <param name="x">First column.</param>
    /// <param name="y">First row.</param>
    /// <param name="columns">Columns of the rectangle.</param>
    /// <param name="voxels">Where the voxels of its rows go, in the type of the format.</param>
    public void ReadTile(ReadOnlySpan<byte> cells, int x, int y, int columns, Span<byte> voxels)
    {
        var size = Format.CellSize;
        var rows = voxels.Length / (columns * size);
        for (var row = 0; row < rows; row++)
        {
            var source = cells.Slice(((y + row) * Format.Columns + x) * size, columns * size);
            var target = voxels.Slice(row * columns * size, columns * size);
            source.CopyTo(target);
            ByteOrder.ToNative(target, Format.VoxelType, IsBigEndian);
            if (!Format.IsPlain)
            {
                Extract(target);
            }
        }
    }

    /// <summary>Turns cells in this machine's order into pixels, in place.</summary>
    private void Extract(Span<byte> row)
    {
        switch (Format.CellSize)
        {
            case 1:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = (byte)Format.FromCell(row[i]);
                }

                break;
            case 2:
                Extract(MemoryMarshal.Cast<byte, ushort>(row));
                break;
            default:
                foreach (ref var cell in MemoryMarshal.Cast<byte, uint>(row))
                {
                    cell = (uint)Format.FromCell(cell);
                }

                break;
        }
    }

    private void Extract(Span<ushort> row)
    {
        var (left, right) = (15 - Format.HighBit, 16 - Format.BitsStored);
        var vectors = MemoryMarshal.Cast<ushort, Vector<ushort>>(row);
        foreach (ref var cells in vectors)
        {
            var raised = Vector.ShiftLeft(cells, left);
            cells = Format.IsSigned
                ? Vector.AsVectorUInt16(Vector.ShiftRightArithmetic(Vector.AsVectorInt16(raised), right))
                : Vector.ShiftRightLogical(raised, right);
        }

        foreach (ref var cell in row[(vectors.Length * Vector<ushort>.Count)..])
        {
            cell = (ushort)Format.FromCell(cell);
        }
    }

    /// <summary>The data of each image: a fragment each, or the fragments from one start of image to the
    /// next.</summary>
    private static List<ReadOnlyMemory<byte>> PerFrame(IReadOnlyList<ReadOnlyMemory<byte>> fragments, int frames)
    {
        var data = fragments.Skip(1).ToList();
        if (frames == 1)
        {
            return data.Count == 1 ? data : [DicomElement.Concatenate(data)];
        }

        if (data.Count <= frames)
        {
            return data;
        }

        var images = new List<List<ReadOnlyMemory<byte>>>();
        foreach (var fragment in data)
        {
            if (images.Count == 0 || fragment.Span is [0xFF, 0xD8, ..])
            {
                images.Add([]);
            }

            images[^1].Add(fragment);
        }

        return [.. images.Select(image => (ReadOnlyMemory<byte>)DicomElement.Concatenate(image))];
    }

    private static void RequireDecoder(DicomFile file)
    {
        if (file.Syntax.Compression != PixelCompression.Other)
        {
            return;
        }

        var tool = file.Syntax.Name.StartsWith("JPEG-LS", StringComparison.Ordinal) ? "dcmdjpls of DCMTK"
            : file.Syntax.Name.StartsWith("JPEG B", StringComparison.Ordinal)
                || file.Syntax.Name.StartsWith("JPEG E", StringComparison.Ordinal) ? "dcmdjpeg of DCMTK"
            : "gdcmconv --raw of GDCM";
        throw new VolumeFormatException(
            VolumeFormatFault.UnsupportedTransferSyntax, file.Path,
            $"The pixels are compressed as {file.Syntax.Name}, which is not read. Decompress the file first, for "
                + $"example with {tool}.");
    }

    private VolumeFormatException Damaged(string what, Exception? inner) => new(
        VolumeFormatFault.CorruptPixelData, file.Path,
        $"The pixels are damaged: {what}. Copy the file again from its source.", inner);
}
