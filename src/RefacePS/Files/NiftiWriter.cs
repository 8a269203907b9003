namespace RefacePS.Files;

/// <summary>
/// Writes volumes as NIfTI, atomically. Everything that says where a voxel is and what its value means goes back into
/// the file to the last bit, in the version and byte order it came in; what may name a person does not.
/// </summary>
public static class NiftiWriter
{
    /// <summary>Writes a volume.</summary>
    /// <param name="volume">The volume. Without a header it gets a new NIfTI-1 one in this machine's byte
    /// order.</param>
    /// <param name="path">
    /// Destination: .nii, or either name of a .hdr/.img pair, of which both are written; compressed where .gz follows.
    /// </param>
    /// <param name="options">What may be replaced and kept.</param>
    /// <param name="cancellation">Stops the writing; nothing is left behind.</param>
    /// <exception cref="VolumeFileException">
    /// There is a file already, it is the volume's own input, the folder cannot be written, or the disk is full.
    /// </exception>
    /// <exception cref="ArgumentException">The path has none of these extensions.</exception>
    public static void Write(
        Volume volume, string path, NiftiWriteOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentNullException.ThrowIfNull(options);
        var name = VolumePath.Parse(path);
        if (!name.IsNifti)
        {
            throw new ArgumentException($"'{path}' does not end in .nii, .hdr or .img (or one of these with .gz).",
                nameof(path));
        }

        InputFiles.Protect(volume, name.HeaderFile, name.VoxelFile);
        var (headerParts, voxels) = Parts(volume, !name.IsPair, options.KeepHeaderText);
        if (!name.IsPair)
        {
            VolumeTarget.Write(name.HeaderFile, [.. headerParts, voxels], name.IsCompressed, options, cancellation);
            return;
        }

        // The header comes last, since a pair without one is no image; its name is checked first, so that a refusal
        // leaves no voxels behind.
        AtomicFile.RequireFree(name.HeaderFile, options.Overwrite);
        VolumeTarget.Write(name.VoxelFile, [voxels], name.IsCompressed, options, cancellation);
        VolumeTarget.Write(name.HeaderFile, headerParts, name.IsCompressed, options, cancellation);
    }

    /// <summary>Writes a volume as a compressed file of one part, without texts, to a stream.</summary>
    internal static void WriteCompressed(Volume volume, Stream stream)
    {
        var (headerParts, voxels) = Parts(volume, isSingleFile: true, keepText: false);
        ParallelGzip.Write(stream, [.. headerParts, voxels], default);
    }

    private static (ReadOnlyMemory<byte>[] HeaderParts, ReadOnlyMemory<byte> Voxels) Parts(
        Volume volume, bool isSingleFile, bool keepText)
    {
        var header = NiftiHeaderBuilder.Build(volume, isSingleFile, keepText);
        return ([header.Bytes, NiftiHeaderBuilder.Extensions(volume, keepText)],
            ByteOrder.InFileOrder(volume, header.IsBigEndian));
    }

    /// <summary>Writes a mask as 8-bit voxels (1 inside, 0 outside) with the header geometry of the volume it belongs
    /// to.</summary>
    /// <param name="mask">Voxels on the grid of <paramref name="volume"/>.</param>
    /// <param name="volume">The volume that the mask belongs to.</param>
    /// <param name="path">Destination, as for <see cref="Write"/>.</param>
    /// <param name="options">What may be replaced and kept.</param>
    /// <param name="cancellation">Stops the writing; nothing is left behind.</param>
    /// <exception cref="VolumeFileException">As for <see cref="Write"/>.</exception>
    /// <exception cref="ArgumentException">As for <see cref="Write"/>.</exception>
    public static void WriteMask(
        Mask mask, Volume volume, string path, NiftiWriteOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(mask);
        WriteLabels(mask.Voxels, volume, path, options, cancellation);
    }

    /// <summary>Writes labels as 8-bit voxels with the header geometry of the volume they belong to.</summary>
    /// <param name="labels">A number a voxel of one frame of <paramref name="volume"/>, x fastest.</param>
    /// <param name="volume">The volume that the labels belong to.</param>
    /// <param name="path">Destination, as for <see cref="Write"/>.</param>
    /// <param name="options">What may be replaced and kept.</param>
    /// <param name="cancellation">Stops the writing; nothing is left behind.</param>
    /// <exception cref="VolumeFileException">As for <see cref="Write"/>.</exception>
    /// <exception cref="ArgumentException">As for <see cref="Write"/>.</exception>
    public static void WriteLabels(
        ReadOnlyMemory<byte> labels, Volume volume, string path, NiftiWriteOptions options,
        CancellationToken cancellation = default)
    {
        Write(LabelImage(labels, volume), path, options, cancellation);
    }

    /// <summary>Labels as an image of their own, with the place and the header of the volume they belong to.</summary>
    internal static Volume LabelImage(ReadOnlyMemory<byte> labels, Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var header = volume.Header is { } stored
            ? stored with { Bytes = NiftiHeaderBuilder.WithoutDisplayRange(stored) } : null;
        return new Volume(volume.Grid, VoxelType.UInt8, labels)
        {
            HasWorld = volume.HasWorld,
            Header = header,
            Origin = volume.Origin,
            Path = volume.Path,
        };
    }
}
