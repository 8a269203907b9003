namespace RefacePS.Files;

/// <summary>A fault in the content of a volume file. The name is the error id.</summary>
public enum VolumeFormatFault
{
    /// <summary>The file does not start with a NIfTI-1 or NIfTI-2 header.</summary>
    NotNifti,

    /// <summary>The file does not start with an MGH header.</summary>
    NotMgh,

    /// <summary>The file ends before the voxels that its header claims.</summary>
    VolumeTruncated,

    /// <summary>The compressed data is damaged.</summary>
    CorruptGzip,

    /// <summary>A zip file is damaged, encrypted, or claims sizes that cannot be.</summary>
    CorruptZip,

    /// <summary>A dimension is zero or negative.</summary>
    InvalidDimensions,

    /// <summary>The map from voxels to world is not finite or not invertible.</summary>
    InvalidAffine,

    /// <summary>The image is a line or a single slice.</summary>
    NotThreeDimensional,

    /// <summary>The image has a fifth dimension or more.</summary>
    TooManyDimensions,

    /// <summary>The voxels are colours, complex numbers or of an unknown type.</summary>
    UnsupportedVoxelType,

    /// <summary>Every stored voxel is zero.</summary>
    EmptyImage,

    /// <summary>The voxels take more memory than one array can hold, or than there is.</summary>
    VolumeTooLarge,

    /// <summary>The JSON sidecar beside the image cannot be read.</summary>
    InvalidSidecar,

    /// <summary>The file is not DICOM, or its elements are damaged.</summary>
    NotDicom,

    /// <summary>The DICOM file holds no image of slices in space: a report, a secondary capture, a localiser of one
    /// slice.</summary>
    NotDicomVolume,

    /// <summary>The pixels are compressed in a way that is not read.</summary>
    UnsupportedTransferSyntax,

    /// <summary>The compressed pixels are damaged.</summary>
    CorruptPixelData,

    /// <summary>A slice of the series is missing.</summary>
    MissingSlice,

    /// <summary>Two slices of the series are at the same place.</summary>
    DuplicateSlice,

    /// <summary>The slices of the series are not evenly spaced.</summary>
    UnevenSpacing,

    /// <summary>The slices of the series differ in size or type.</summary>
    MixedSlices,
}

/// <summary>A file was read and its content is not a volume that can be worked on.</summary>
public sealed class VolumeFormatException : RefacePSException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">What is wrong; becomes the error id.</param>
    /// <param name="path">The file.</param>
    /// <param name="message">What is wrong and what to do, without the path.</param>
    /// <param name="inner">What was caught, if anything.</param>
    public VolumeFormatException(VolumeFormatFault fault, string path, string message, Exception? inner = null)
        : base(fault.ToString(), $"'{path}': {message}", inner) => (Fault, Path) = (fault, path);

    /// <summary>The fault.</summary>
    public VolumeFormatFault Fault { get; }

    /// <summary>The file.</summary>
    public string Path { get; }
}
