using System.Buffers.Binary;

namespace RefacePS.Files;

/// <summary>
/// The first 284 bytes of an MGH file as a view: fields are read and set in place. The format is big-endian throughout
/// (FreeSurfer wiki, "MghFormat").
/// </summary>
internal sealed class MghHeader(byte[] bytes)
{
    /// <summary>Bytes before the voxels; what follows the fields is unused.</summary>
    public const int Size = 284;

    /// <summary>The only version there is.</summary>
    public const int KnownVersion = 1;

    private const int DimensionsOffset = 4;
    private const int TypeOffset = 20;
    private const int PlaceFlagOffset = 28;
    private const int VoxelSizeOffset = 30;
    private const int DirectionsOffset = 42;
    private const int CentreOffset = 78;
    private const int FieldsEnd = 90;

    /// <summary>A header that says nothing yet.</summary>
    public static MghHeader Create()
    {
        var header = new MghHeader(new byte[Size]);
        BinaryPrimitives.WriteInt32BigEndian(header.Field(0), KnownVersion);
        return header;
    }

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The version; FreeSurfer 8 says in the bytes above it what the voxels are.</summary>
    public int Version => BinaryPrimitives.ReadInt32BigEndian(Field(0)) is >= 0 and var number ? number & 0xFF : 0;

    /// <summary>A code of MRI_UCHAR and its like (mri.h).</summary>
    public int Type
    {
        get => BinaryPrimitives.ReadInt32BigEndian(Field(TypeOffset));
        set => BinaryPrimitives.WriteInt32BigEndian(Field(TypeOffset), value);
    }

    /// <summary>goodRASFlag: whether the fields that follow say where the voxels are.</summary>
    public bool HasPlace
    {
        get => BinaryPrimitives.ReadInt16BigEndian(Field(PlaceFlagOffset)) > 0;
        set => BinaryPrimitives.WriteInt16BigEndian(Field(PlaceFlagOffset), (short)(value ? 1 : 0));
    }

    /// <summary>Length of an axis: 0 to 2 of space, 3 the number of frames.</summary>
    public int GetDimension(int axis) => BinaryPrimitives.ReadInt32BigEndian(Field(DimensionsOffset + axis * 4));

    public void SetDimension(int axis, int length) =>
        BinaryPrimitives.WriteInt32BigEndian(Field(DimensionsOffset + axis * 4), length);

    /// <summary>Size of a voxel along an axis, mm.</summary>
    public float GetVoxelSize(int axis) => GetReal(VoxelSizeOffset + axis * 4);

    public void SetVoxelSize(int axis, double value) => SetReal(VoxelSizeOffset + axis * 4, value);

    /// <summary>Part of the direction of an axis along R, A or S (row 0 to 2).</summary>
    public float GetDirection(int row, int axis) => GetReal(DirectionsOffset + (axis * 3 + row) * 4);

    public void SetDirection(int row, int axis, double value) =>
        SetReal(DirectionsOffset + (axis * 3 + row) * 4, value);

    /// <summary>Position of the voxel at half of each length along R, A or S (row 0 to 2), mm.</summary>
    public float GetCentre(int row) => GetReal(CentreOffset + row * 4);

    public void SetCentre(int row, double value) => SetReal(CentreOffset + row * 4, value);

    /// <summary>Clears what has no meaning, and so could hold anything.</summary>
    public void ClearUnused() => bytes.AsSpan(FieldsEnd).Clear();

    private float GetReal(int offset) => BinaryPrimitives.ReadSingleBigEndian(Field(offset));

    private void SetReal(int offset, double value) =>
        BinaryPrimitives.WriteSingleBigEndian(Field(offset), (float)value);

    private Span<byte> Field(int offset) => bytes.AsSpan(offset);
}
