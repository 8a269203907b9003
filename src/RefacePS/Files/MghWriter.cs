namespace RefacePS.Files;

/// <summary>
/// Writes volumes as MGH, atomically. A volume that came from MGH gets its own header and footer again, to the last
/// bit, but for tags that may name a person.
/// </summary>
internal static class MghWriter
{
    /// <summary>Writes a volume.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="name">The destination; compressed where it ends in .mgz or .gz.</param>
    /// <param name="options">What may be replaced and kept.</param>
    /// <param name="cancellation">Stops the writing; nothing is left behind.</param>
    /// <exception cref="VolumeFileException">
    /// There is a file already, it is the volume's own input, the folder cannot be written, or the disk is full.
    /// </exception>
    /// <exception cref="VolumeFormatException">MGH has no such voxels: it knows few types, and no slope.</exception>
    public static void Write(
        Volume volume, VolumePath name, NiftiWriteOptions options, CancellationToken cancellation)
    {
        var path = name.ToString();
        InputFiles.Protect(volume, path);
        var header = Header(volume, path, options.KeepHeaderText);
        var footer = volume.Origin is MghOrigin origin ? origin.Footer : ReadOnlyMemory<byte>.Empty;
        VolumeTarget.Write(
            path,
            [
                header.Bytes, ByteOrder.InFileOrder(volume, isBigEndian: true),
                options.KeepHeaderText ? footer : MghFooter.WithoutNames(footer),
            ],
            name.IsCompressed, options, cancellation);
    }

    private static MghHeader Header(Volume volume, string path, bool keepText)
    {
        var origin = volume.Origin as MghOrigin;
        var header = origin is null ? MghHeader.Create() : new MghHeader(origin.Header.ToArray());
        if (origin is null || MghVoxelType.Read(header.Type, path) != volume.VoxelType)
        {
            header.Type = CodeOf(volume, path);
        }

        if (MghVoxelType.Frames(header.Type, header.GetDimension(3)) != volume.FrameCount)
        {
            header.SetDimension(3, volume.FrameCount);
        }

        if (origin is null || MghGeometry.Grid2World(header) != volume.Grid.Grid2World)
        {
            MghGeometry.SetGrid(header, volume.Grid);
        }

        if (!keepText)
        {
            header.ClearUnused();
        }

        return header;
    }

    private static int CodeOf(Volume volume, string path) =>
        HasScaling(volume) ? throw Unsupported(path, $"stored values with a slope of {volume.Slope}")
        : MghVoxelType.CodeOf(volume.VoxelType) ?? throw Unsupported(path, $"voxels of type {volume.VoxelType}");

    /// <summary>True if stored values are not the real ones (nifti1.h, "DATA SCALING").</summary>
    private static bool HasScaling(Volume volume) => double.IsFinite(volume.Slope) && volume.Slope != 0
        && double.IsFinite(volume.Intercept) && (volume.Slope, volume.Intercept) != (1, 0);

    private static VolumeFormatException Unsupported(string path, FormattableString what) => new(
        VolumeFormatFault.UnsupportedVoxelType, path,
        $"MGH has no {FormattableString.Invariant(what)}. Export as NIfTI, which keeps them as they are.");
}
