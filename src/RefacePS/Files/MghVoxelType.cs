namespace RefacePS.Files;

/// <summary>The voxel types of MGH files (FreeSurfer, mri.h).</summary>
internal static class MghVoxelType
{
    /// <summary>MRI_TENSOR: nine floats a voxel, stored as nine frames.</summary>
    private const int Tensor = 6;

    private static readonly (int Code, VoxelType Type)[] Known =
    [
        (0, VoxelType.UInt8), (1, VoxelType.Int32), (3, VoxelType.Float32), (4, VoxelType.Int16),
        (Tensor, VoxelType.Float32), (10, VoxelType.UInt16),
    ];

    /// <summary>The type that a code stands for.</summary>
    /// <exception cref="VolumeFormatException">It stands for none that a volume can have.</exception>
    public static VoxelType Read(int code, string path)
    {
        var known = Array.FindIndex(Known, pair => pair.Code == code);
        return known >= 0 ? Known[known].Type : throw new VolumeFormatException(
            VolumeFormatFault.UnsupportedVoxelType, path,
            $"Voxels of MGH type {code} ({NameOf(code)}) cannot be read. Convert with mri_convert, for example to "
                + "float.");
    }

    /// <summary>The code of a type; null where MGH has none.</summary>
    public static int? CodeOf(VoxelType type)
    {
        var known = Array.FindIndex(Known, pair => pair.Type == type);
        return known >= 0 ? Known[known].Code : null;
    }

    /// <summary>Frames of a file: those it claims, but for a tensor, whose header counts one.</summary>
    public static int Frames(int code, int claimed) => code == Tensor && claimed == 1 ? 9 : claimed;

    private static string NameOf(int code) => code switch
    {
        2 => "long",
        5 => "bitmap",
        7 or 8 => "complex",
        9 => "RGB colour",
        _ => "unknown",
    };
}
