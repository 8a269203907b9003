using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace RefacePS.Files.Dicom;

/// <summary>The layout of the pixels of a file (DICOM PS3.3, C.7.6.3; PS3.5, chapter 8).</summary>
/// <param name="Rows">Pixels of a column.</param>
/// <param name="Columns">Pixels of a row.</param>
/// <param name="Frames">Images of the file.</param>
/// <param name="BitsAllocated">Bits of a cell: 8, 16 or 32.</param>
/// <param name="BitsStored">Bits of a cell that are the pixel.</param>
/// <param name="HighBit">The highest of these.</param>
/// <param name="IsSigned">Whether the pixel is in two's complement.</param>
internal sealed record PixelFormat(
    int Rows, int Columns, int Frames, int BitsAllocated, int BitsStored, int HighBit, bool IsSigned)
{
    /// <summary>Bytes of a cell.</summary>
    public int CellSize => BitsAllocated / 8;

    /// <summary>Bytes of one image.</summary>
    public int FrameSize => checked(Rows * Columns * CellSize);

    /// <summary>
    /// The type in which a volume holds such pixels: the signed 16-bit one where unsigned pixels fit in it too, because
    /// all readers of NIfTI know that.
    /// </summary>
    public VoxelType VoxelType => (BitsAllocated, IsSigned) switch
    {
        (8, true) => VoxelType.Int8,
        (8, false) => VoxelType.UInt8,
        (16, true) => VoxelType.Int16,
        (16, false) => BitsStored < 16 ? VoxelType.Int16 : VoxelType.UInt16,
        (_, true) => VoxelType.Int32,
        _ => VoxelType.UInt32,
    };

    /// <summary>Smallest and largest value that a pixel can have.</summary>
    public (long Smallest, long Largest) Range =>
        IsSigned ? (-(1L << BitsStored - 1), (1L << BitsStored - 1) - 1) : (0, (1L << BitsStored) - 1);

    private int Shift => HighBit + 1 - BitsStored;

    private uint Mask => BitsStored == 32 ? uint.MaxValue : (1u << BitsStored) - 1;

    private uint WholeCell => uint.MaxValue >> 32 - BitsAllocated;

    /// <summary>The bits of a cell that are no part of the pixel.</summary>
    public uint OtherBits => WholeCell & ~(Mask << Shift);

    /// <summary>Those of them that are lower than the pixel.</summary>
    public uint BitsBelow => (1u << Shift) - 1;

    /// <summary>Reads it from a data set.</summary>
    /// <exception cref="VolumeFormatException">It is missing, not possible, or of colours.</exception>
    public static PixelFormat Read(DicomDataset dataset, string path)
    {
        var format = new PixelFormat(
            dataset.GetInteger(DicomTags.Rows) ?? 0, dataset.GetInteger(DicomTags.Columns) ?? 0,
            dataset.GetInteger(DicomTags.NumberOfFrames) ?? 1, dataset.GetInteger(DicomTags.BitsAllocated) ?? 0,
            dataset.GetInteger(DicomTags.BitsStored) ?? dataset.GetInteger(DicomTags.BitsAllocated) ?? 0,
            dataset.GetInteger(DicomTags.HighBit) ?? (dataset.GetInteger(DicomTags.BitsStored) ?? 0) - 1,
            dataset.GetInteger(DicomTags.PixelRepresentation) == 1);
        RequireGrey(dataset, path);
        RequireWhole(dataset, path);
        var isPossible = format is { Rows: > 0, Columns: > 0, Frames: > 0, BitsAllocated: 8 or 16 or 32 }
            && format.BitsStored is > 0 && format.BitsStored <= format.BitsAllocated
            && format.HighBit < format.BitsAllocated && format.HighBit >= format.BitsStored - 1
            && (long)format.Rows * format.Columns * format.CellSize * format.Frames <= Array.MaxLength;
        return isPossible ? format : throw new VolumeFormatException(
            VolumeFormatFault.InvalidDimensions, path,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The file claims {Counted.Of(format.Frames, "image")} of {format.Columns} x {format.Rows} pixels with "
                    + $"{format.BitsStored} bits ({format.HighBit} the highest) in {format.BitsAllocated}. "
                    + $"Images of 8, 16 or 32 allocated bits are read."));
    }

    /// <summary>Floating point is for parametric maps (PS3.3, C.7.6.24), which no scanner's images are.</summary>
    private static void RequireWhole(DicomDataset dataset, string path)
    {
        if (dataset.Contains(DicomTag.Of(DicomTags.FloatPixelData))
            || dataset.Contains(DicomTag.Of(DicomTags.DoubleFloatPixelData)))
        {
            throw new VolumeFormatException(
                VolumeFormatFault.UnsupportedVoxelType, path,
                "The pixels are floating-point numbers (Float Pixel Data), which MR, CT and PET may not have. "
                    + "Export it with whole numbers and a rescale slope.");
        }
    }

    /// <summary>The pixel of a cell.</summary>
    public long FromCell(uint cell)
    {
        var value = cell >> Shift & Mask;
        return IsSigned && (value >> BitsStored - 1 & 1) == 1 ? value - (1L << BitsStored) : value;
    }

    /// <summary>The cell with another pixel in it; bits that are no part of the pixel stay.</summary>
    public uint ToCell(uint cell, long value) => cell & ~(Mask << Shift) | ((uint)value & Mask) << Shift;

    /// <summary>The cell with nothing in it but its pixel: the sign of a signed one in the bits above it, for many
    /// readers take the whole cell for the number, and the others cleared.</summary>
    public uint PixelAlone(uint cell) => ((uint)FromCell(cell) << Shift) & WholeCell;

    /// <summary>The bits of a cell in which it differs from its pixel alone.</summary>
    public uint BesidePixel(uint cell) => cell ^ PixelAlone(cell);

    /// <summary>Reads a cell.</summary>
    public uint ReadCell(ReadOnlySpan<byte> frame, int index, bool isBigEndian) => (CellSize, isBigEndian) switch
    {
        (1, _) => frame[index],
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(frame[(index * 2)..]),
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(frame[(index * 2)..]),
        (_, false) => BinaryPrimitives.ReadUInt32LittleEndian(frame[(index * 4)..]),
        _ => BinaryPrimitives.ReadUInt32BigEndian(frame[(index * 4)..]),
    };

    /// <summary>Writes a cell.</summary>
    public void WriteCell(Span<byte> frame, int index, bool isBigEndian, uint cell)
    {
        var place = frame[(index * CellSize)..];
        switch (CellSize, isBigEndian)
        {
            case (1, _):
                place[0] = (byte)cell;
                break;
            case (2, false):
                BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)cell);
                break;
            case (2, true):
                BinaryPrimitives.WriteUInt16BigEndian(place, (ushort)cell);
                break;
            case (_, false):
                BinaryPrimitives.WriteUInt32LittleEndian(place, cell);
                break;
            default:
                BinaryPrimitives.WriteUInt32BigEndian(place, cell);
                break;
        }
    }

    /// <summary>A voxel of this format in this machine's byte order.</summary>
    public long ValueOf(ReadOnlySpan<byte> voxels, int index) => (CellSize, IsSigned) switch
    {
        (1, true) => (sbyte)voxels[index],
        (1, false) => voxels[index],
        (2, true) => MemoryMarshal.Cast<byte, short>(voxels)[index],
        (2, false) => MemoryMarshal.Cast<byte, ushort>(voxels)[index],
        (_, true) => MemoryMarshal.Cast<byte, int>(voxels)[index],
        _ => MemoryMarshal.Cast<byte, uint>(voxels)[index],
    };

    /// <summary>True if a cell is the pixel and nothing else, so that cells in this machine's order are the
    /// voxels.</summary>
    public bool IsPlain => Shift == 0 && (BitsStored == BitsAllocated || !IsSigned) && BitsStored >= BitsAllocated;

    private static void RequireGrey(DicomDataset dataset, string path)
    {
        var samples = dataset.GetInteger(DicomTags.SamplesPerPixel) ?? 1;
        var photometric = dataset.GetText(DicomTags.PhotometricInterpretation) ?? "MONOCHROME2";
        if (samples != 1 || photometric is not ("MONOCHROME1" or "MONOCHROME2"))
        {
            throw new VolumeFormatException(
                VolumeFormatFault.UnsupportedVoxelType, path,
                $"The pixels are colours ({photometric}), which have no single intensity. Give the series it was made "
                    + $"from.");
        }
    }
}
