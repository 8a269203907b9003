using System.Numerics;
using System.Runtime.CompilerServices;

namespace RefacePS.Files;

/// <summary>A NIfTI header as a view of its bytes: fields are read and set in place, in the file's own byte
/// order.</summary>
internal sealed class NiftiHeader
{
    private readonly byte[] bytes;

    /// <summary>A view of the bytes of one header; the array is used, not copied.</summary>
    public NiftiHeader(byte[] bytes, bool isBigEndian)
    {
        Layout = bytes.Length == NiftiLayout.Version2.Size ? NiftiLayout.Version2 : NiftiLayout.Version1;
        (this.bytes, IsBigEndian) = (bytes, isBigEndian);
    }

    /// <summary>A header in this machine's byte order that says nothing yet: voxel sizes are 1 and everything else is
    /// 0.</summary>
    public static NiftiHeader Create(NiftiLayout layout)
    {
        var header = new NiftiHeader(new byte[layout.Size], !BitConverter.IsLittleEndian);
        header.Write(0, layout.Size);
        for (var index = 0; index <= NiftiShape.MostDimensions; index++)
        {
            header.SetVoxelSize(index, 1);
        }

        return header;
    }

    public NiftiLayout Layout { get; }

    public bool IsBigEndian { get; }

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>True if the magic says that the voxels follow in the same file, or null where there is no
    /// magic.</summary>
    public bool? IsSingleFile
    {
        get
        {
            var magic = bytes.AsSpan(Layout.Magic, Layout.SingleMagic.Length);
            return magic.SequenceEqual(Layout.SingleMagic) ? true : magic.SequenceEqual(Layout.PairMagic)
                ? false : null;
        }

        set => (value == true ? Layout.SingleMagic : Layout.PairMagic).CopyTo(bytes, Layout.Magic);
    }

    public int DataType
    {
        get => Read<short>(Layout.DataType);
        set => Write(Layout.DataType, (short)value);
    }

    public int BitsPerVoxel
    {
        set => Write(Layout.BitsPerVoxel, (short)value);
    }

    /// <summary>Byte at which the voxels start. A real number in NIfTI-1.</summary>
    public double DataOffset
    {
        get => Layout.IsWide ? Read<long>(Layout.DataOffset) : ReadReal(Layout.DataOffset);
        set
        {
            if (Layout.IsWide)
            {
                Write(Layout.DataOffset, (long)value);
            }
            else
            {
                WriteReal(Layout.DataOffset, value);
            }
        }
    }

    public double Slope
    {
        get => ReadReal(Layout.Slope);
        set => WriteReal(Layout.Slope, value);
    }

    public double Intercept
    {
        get => ReadReal(Layout.Intercept);
        set => WriteReal(Layout.Intercept, value);
    }

    public double DisplayMinimum
    {
        set => WriteReal(Layout.DisplayMinimum, value);
    }

    public double DisplayMaximum
    {
        set => WriteReal(Layout.DisplayMaximum, value);
    }

    public int QformCode
    {
        get => ReadCode(Layout.QformCode);
        set => WriteCode(Layout.QformCode, value);
    }

    public int SformCode
    {
        get => ReadCode(Layout.SformCode);
        set => WriteCode(Layout.SformCode, value);
    }

    /// <summary>NIFTI_UNITS_* of space (bits 0-2) and time (bits 3-5).</summary>
    public int Units
    {
        get => Layout.IsWide ? Read<int>(Layout.Units) : bytes[Layout.Units];
        set
        {
            if (Layout.IsWide)
            {
                Write(Layout.Units, value);
            }
            else
            {
                bytes[Layout.Units] = checked((byte)value);
            }
        }
    }

    /// <summary>dim[index]: the number of dimensions at 0, then the length of each.</summary>
    public long GetDimension(int index) =>
        Layout.IsWide ? Read<long>(Layout.Dimensions + index * 8) : Read<short>(Layout.Dimensions + index * 2);

    public void SetDimension(int index, long value)
    {
        if (Layout.IsWide)
        {
            Write(Layout.Dimensions + index * 8, value);
        }
        else
        {
            Write(Layout.Dimensions + index * 2, checked((short)value));
        }
    }

    /// <summary>pixdim[index]: the sign of the third qform axis at 0, then voxel sizes.</summary>
    public double GetVoxelSize(int index) => ReadReal(Layout.VoxelSizes + index * Layout.RealSize);

    public void SetVoxelSize(int index, double value) => WriteReal(Layout.VoxelSizes + index * Layout.RealSize, value);

    /// <summary>quatern_b, _c, _d by index 0 to 2.</summary>
    public double GetQuaternion(int index) => ReadReal(Layout.Quaternion + index * Layout.RealSize);

    /// <summary>qoffset_x, _y, _z by index 0 to 2.</summary>
    public double GetQformOffset(int index) => ReadReal(Layout.QformOffset + index * Layout.RealSize);

    /// <summary>The fields of free text, a copy each.</summary>
    public IEnumerable<byte[]> FreeText => Layout.FreeText.Select(part => bytes[part]);

    /// <summary>Element of srow_x, _y, _z: row 0 to 2, column 0 to 3.</summary>
    public double GetSform(int row, int column) => ReadReal(Layout.SformRows + (row * 4 + column) * Layout.RealSize);

    public void SetSform(int row, int column, double value) =>
        WriteReal(Layout.SformRows + (row * 4 + column) * Layout.RealSize, value);

    public void ClearFreeText()
    {
        foreach (var field in Layout.FreeText)
        {
            bytes.AsSpan(field).Clear();
        }
    }

    /// <summary>
    /// Clears numbers that mean nothing, so that they could say anything: fields of Analyze, lengths of axes beyond the
    /// last, and voxel sizes beyond the fourth. Those of time stay in 3-D images too, for converters put the repetition
    /// time there.
    /// </summary>
    public void ClearUnused()
    {
        foreach (var field in Layout.Unused)
        {
            bytes.AsSpan(field).Clear();
        }

        // Analyze wants these values, and some programs write them to this day.
        const int extents = 16384;
        const int regular = 6;
        if (Layout.Extents > 0)
        {
            Write(Layout.Extents, Read<int>(Layout.Extents) == extents ? extents : 0);
            ref var sign = ref bytes[Layout.Extents + regular];
            sign = sign == (byte)'r' ? sign : (byte)0;
        }

        for (var axis = (int)GetDimension(0) + 1; axis <= NiftiShape.MostDimensions; axis++)
        {
            if (GetDimension(axis) is not (0 or 1))
            {
                SetDimension(axis, 1);
            }
        }

        const int firstUnused = 5;
        for (var axis = firstUnused; axis <= NiftiShape.MostDimensions; axis++)
        {
            if (GetVoxelSize(axis) is not (0 or 1))
            {
                SetVoxelSize(axis, 0);
            }
        }
    }

    private int ReadCode(int offset) => Layout.IsWide ? Read<int>(offset) : Read<short>(offset);

    private void WriteCode(int offset, int value)
    {
        if (Layout.IsWide)
        {
            Write(offset, value);
        }
        else
        {
            Write(offset, checked((short)value));
        }
    }

    private double ReadReal(int offset) => Layout.IsWide
        ? BitConverter.Int64BitsToDouble(Read<long>(offset))
        : BitConverter.Int32BitsToSingle(Read<int>(offset));

    private void WriteReal(int offset, double value)
    {
        // A field that already says this keeps its bits: the payload of a NaN would not survive the way through a
        // double.
        if (ReadReal(offset).Equals(Layout.IsWide ? value : (float)value))
        {
            return;
        }

        if (Layout.IsWide)
        {
            Write(offset, BitConverter.DoubleToInt64Bits(value));
        }
        else
        {
            Write(offset, BitConverter.SingleToInt32Bits((float)value));
        }
    }

    private T Read<T>(int offset) where T : IBinaryInteger<T>
    {
        var field = bytes.AsSpan(offset, Unsafe.SizeOf<T>());
        return IsBigEndian ? T.ReadBigEndian(field, isUnsigned: false) : T.ReadLittleEndian(field, isUnsigned: false);
    }

    private void Write<T>(int offset, T value) where T : IBinaryInteger<T>
    {
        var field = bytes.AsSpan(offset, Unsafe.SizeOf<T>());
        _ = IsBigEndian ? value.WriteBigEndian(field) : value.WriteLittleEndian(field);
    }
}
