using System.Buffers.Binary;

namespace RefacePS.Files;

/// <summary>
/// Reads NIfTI-1 and NIfTI-2 in either byte order: single files and header-image pairs, plain or gzip. Safe on hostile
/// files: what a header claims is held against the file before memory is taken.
/// </summary>
public static class NiftiReader
{
    private const int ExtenderSize = 4;

    /// <summary>Far above any real extension; a bound on what a hostile file can make us hold.</summary>
    private const int MaximumExtensionBytes = 1 << 26;

    /// <summary>Reads a 3-D or 4-D image.</summary>
    /// <param name="path">A .nii, .hdr or .img file, compressed or not; either half of a pair stands for both.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>
    /// Voxels as stored, in this machine's byte order; slope, intercept and header as stored; subject and session by
    /// the BIDS name.
    /// </returns>
    /// <exception cref="VolumeFileException">The file is missing, a folder, or cannot be read.</exception>
    /// <exception cref="VolumeFormatException">The content is not a volume.</exception>
    public static Volume Read(string path, CancellationToken cancellation = default)
    {
        var name = VolumePath.Parse(path);
        using var headerSource = VolumeSource.Open(name.HeaderFile);
        var header = ReadHeader(headerSource, name.HeaderFile, cancellation);
        var shape = NiftiShape.Read(header, name.HeaderFile);
        var type = ReadType(header, name.HeaderFile);
        var grid = VoxelReader.GridOf(
            shape, NiftiGeometry.Grid2World(header), name.HeaderFile, "Repair qform, sform and pixdim");

        using var pairedSource = name.IsPair ? VolumeSource.Open(name.VoxelFile) : null;
        var voxelSource = pairedSource ?? headerSource;
        var offset = VoxelOffset(header, name);
        VoxelReader.RequireRoom(voxelSource, offset, shape.ByteCount(type), name.VoxelFile);
        var extensions = ReadExtensions(headerSource, name, offset, cancellation);
        if (pairedSource is not null)
        {
            headerSource.RequireWhole(cancellation);
        }

        voxelSource.Skip(offset - voxelSource.Position, cancellation);
        var voxels = VoxelReader.Read(voxelSource, (int)shape.ByteCount(type), name.VoxelFile, cancellation);
        voxelSource.RequireWhole(cancellation);
        ByteOrder.ToNative(voxels, type, header.IsBigEndian);
        var (sidecar, sidecarFault) = Sidecar.ReadText(name, cancellation);
        var stored = new VolumeHeader(header.Bytes, header.IsBigEndian, extensions, sidecar)
            { SidecarFault = sidecarFault };
        return Describe(new(grid, type, voxels, shape.Frames), header, stored, name);
    }

    /// <summary>True if an image has more than one frame, by its header alone.</summary>
    /// <exception cref="RefacePSException">It cannot be read.</exception>
    internal static bool IsSeries(VolumePath name)
    {
        using var source = VolumeSource.Open(name.HeaderFile);
        return NiftiShape.Read(ReadHeader(source, name.HeaderFile, CancellationToken.None), name.HeaderFile)
            .Frames > 1;
    }

    private static Volume Describe(Volume voxels, NiftiHeader header, VolumeHeader stored, VolumePath name)
    {
        var bids = BidsName.Parse(name.ToString());
        return voxels with
        {
            Slope = header.Slope,
            Intercept = header.Intercept,
            HasWorld = NiftiGeometry.HasWorld(header),
            Header = stored,
            Subject = bids.Subject,
            Session = bids.Session,
            Path = name.ToString(),
        };
    }

    private static NiftiHeader ReadHeader(VolumeSource source, string path, CancellationToken cancellation)
    {
        var sizeField = new byte[sizeof(int)];
        source.ReadExactly(sizeField, cancellation);
        var isBigEndian = IsHeaderSize(BinaryPrimitives.ReadInt32BigEndian(sizeField));
        var size = isBigEndian ? BinaryPrimitives.ReadInt32BigEndian(sizeField)
            : BinaryPrimitives.ReadInt32LittleEndian(sizeField);
        if (!IsHeaderSize(size))
        {
            throw NotNifti(path, "The file does not start with a NIfTI header");
        }

        var bytes = new byte[size];
        sizeField.CopyTo(bytes, 0);
        source.ReadExactly(bytes.AsSpan(sizeField.Length), cancellation);
        var header = new NiftiHeader(bytes, isBigEndian);
        return header.IsSingleFile is null
            ? throw NotNifti(path, "The header has no NIfTI magic; it may be Analyze 7.5") : header;
    }

    private static bool IsHeaderSize(int size) => size == NiftiLayout.Version1.Size
        || size == NiftiLayout.Version2.Size;

    private static VoxelType ReadType(NiftiHeader header, string path)
    {
        var type = (VoxelType)header.DataType;
        return Enum.IsDefined(type) ? type : throw new VolumeFormatException(
            VolumeFormatFault.UnsupportedVoxelType, path,
            $"Voxels of NIfTI type {header.DataType} ({TypeName(header.DataType)}) have no single intensity. Convert "
                + $"to an integer or float type.");
    }

    private static string TypeName(int code) => code switch
    {
        1 => "binary",
        32 or 1792 or 2048 => "complex",
        128 => "RGB colour",
        2304 => "RGBA colour",
        1536 => "128-bit float",
        _ => "unknown",
    };

    /// <summary>Start of the voxels in their file. An offset of 0 in a single file means right after the
    /// header.</summary>
    private static long VoxelOffset(NiftiHeader header, VolumePath name)
    {
        var smallest = name.IsPair ? 0 : header.Layout.Size + ExtenderSize;
        var claimed = header.DataOffset;
        return claimed == 0 ? smallest
            : claimed >= smallest && claimed < long.MaxValue ? (long)claimed
            : throw NotNifti(name.HeaderFile, $"Its voxels cannot start at byte {claimed}");
    }

    private static byte[] ReadExtensions(
        VolumeSource source, VolumePath name, long offset, CancellationToken cancellation)
    {
        Span<byte> extender = stackalloc byte[ExtenderSize];

        // The header file of a pair may end right after the header.
        if (source.ReadUpTo(extender, cancellation) < ExtenderSize || extender[0] == 0)
        {
            return [];
        }

        var available =
            Math.Min(name.IsPair ? long.MaxValue : offset - source.Position, source.MaximumLength - source.Position);
        var bytes = new byte[Math.Min(available, MaximumExtensionBytes)];
        var read = source.ReadUpTo(bytes, cancellation);
        return read < MaximumExtensionBytes ? bytes[..read] : throw new VolumeFormatException(
            VolumeFormatFault.VolumeTooLarge, name.HeaderFile,
            $"The header extensions take {MaximumExtensionBytes >> 20} MiB or more. Remove them.");
    }

    private static VolumeFormatException NotNifti(string path, string what) =>
        new(VolumeFormatFault.NotNifti, path, $"{what}. Give a NIfTI-1 or NIfTI-2 file (.nii, .nii.gz, .hdr/.img).");
}
