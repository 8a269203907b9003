namespace RefacePS.Files;

/// <summary>
/// The fields of a NIfTI header as byte offsets. NIfTI-1 (nifti1.h, 348 bytes) and NIfTI-2 (nifti2.h, 540 bytes) have
/// the same fields at other places and widths.
/// </summary>
internal sealed record NiftiLayout
{
    public static NiftiLayout Version1 { get; } = new()
    {
        Size = 348,
        Magic = 344,
        SingleMagic = "n+1\0"u8.ToArray(),
        PairMagic = "ni1\0"u8.ToArray(),
        Dimensions = 40,
        DataType = 70,
        BitsPerVoxel = 72,
        VoxelSizes = 76,
        DataOffset = 108,
        Slope = 112,
        Intercept = 116,
        Units = 123,
        DisplayMaximum = 124,
        DisplayMinimum = 128,
        QformCode = 252,
        SformCode = 254,
        Quaternion = 256,
        QformOffset = 268,
        SformRows = 280,
        // data_type, db_name, descrip, aux_file, intent_name
        FreeText = [4..14, 14..32, 148..228, 228..252, 328..344],
        // session_error, glmax, glmin
        Unused = [36..38, 140..144, 144..148],
        Extents = 32,
    };

    public static NiftiLayout Version2 { get; } = new()
    {
        Size = 540,
        IsWide = true,
        Magic = 4,
        SingleMagic = "n+2\0\r\n\u001a\n"u8.ToArray(),
        PairMagic = "ni2\0\r\n\u001a\n"u8.ToArray(),
        DataType = 12,
        BitsPerVoxel = 14,
        Dimensions = 16,
        VoxelSizes = 104,
        DataOffset = 168,
        Slope = 176,
        Intercept = 184,
        DisplayMaximum = 192,
        DisplayMinimum = 200,
        QformCode = 344,
        SformCode = 348,
        Quaternion = 352,
        QformOffset = 376,
        SformRows = 400,
        Units = 500,
        // descrip, aux_file, intent_name, unused_str
        FreeText = [240..320, 320..344, 508..524, 525..540],
    };

    public required int Size { get; init; }

    /// <summary>NIfTI-2: 64-bit dimensions and reals, 32-bit codes. NIfTI-1: 16-bit dimensions and codes, 32-bit
    /// reals.</summary>
    public bool IsWide { get; init; }

    public required int Magic { get; init; }

    /// <summary>Magic of a file that holds header and voxels.</summary>
    public required byte[] SingleMagic { get; init; }

    /// <summary>Magic of a header whose voxels are in a file of their own.</summary>
    public required byte[] PairMagic { get; init; }

    public required int Dimensions { get; init; }

    public required int DataType { get; init; }

    public required int BitsPerVoxel { get; init; }

    public required int VoxelSizes { get; init; }

    public required int DataOffset { get; init; }

    public required int Slope { get; init; }

    public required int Intercept { get; init; }

    public required int DisplayMaximum { get; init; }

    public required int DisplayMinimum { get; init; }

    public required int Units { get; init; }

    public required int QformCode { get; init; }

    public required int SformCode { get; init; }

    public required int Quaternion { get; init; }

    public required int QformOffset { get; init; }

    public required int SformRows { get; init; }

    /// <summary>Fields whose text is free, so that it may name a person, a place or a time.</summary>
    public required Range[] FreeText { get; init; }

    /// <summary>Fields of Analyze that NIfTI gives no meaning.</summary>
    public Range[] Unused { get; init; } = [];

    /// <summary>Byte of extents and regular, of Analyze too, which have one value each; 0 where there are
    /// none.</summary>
    public int Extents { get; init; }

    public int RealSize => IsWide ? sizeof(double) : sizeof(float);

    /// <summary>Distance from 1 to the next number that a stored real can hold.</summary>
    public double RealEpsilon => IsWide ? Math.BitIncrement(1.0) - 1 : MathF.BitIncrement(1) - 1;

}
