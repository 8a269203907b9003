using System.Globalization;

namespace RefacePS.Files;

/// <summary>The common part of all formats with voxels in one piece: place, room and the voxels themselves.</summary>
internal static class VoxelReader
{
    /// <summary>The grid of a shape and a map.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="grid2World">Voxel index to RAS+ world, mm.</param>
    /// <param name="path">The file that says so.</param>
    /// <param name="repair">What to do where the map is none, as the start of a sentence.</param>
    /// <exception cref="VolumeFormatException">The map cannot place voxels.</exception>
    public static VoxelGrid GridOf(NiftiShape shape, AffineMatrix grid2World, string path, string repair) =>
        NiftiGeometry.IsUsable(grid2World)
            ? new(shape.Nx, shape.Ny, shape.Nz, grid2World)
            : throw new VolumeFormatException(
                VolumeFormatFault.InvalidAffine, path,
                $"The map from voxels to world is not finite and invertible: {grid2World}. {repair}, or convert the "
                    + "scan again.");

    /// <summary>Holds what a header claims against the file, before memory is taken.</summary>
    /// <exception cref="VolumeFormatException">The file cannot hold that much, or no array can.</exception>
    public static void RequireRoom(VolumeSource source, long offset, double byteCount, string path)
    {
        if (offset + byteCount > source.MaximumLength)
        {
            throw source.Truncated(string.Create(
                CultureInfo.InvariantCulture,
                $"the header claims voxels from byte {offset} on that take {byteCount:0} B, "
                    + $"and the file holds {source.MaximumLength} at most"));
        }

        if (byteCount > Array.MaxLength)
        {
            throw TooLarge(path, byteCount, null);
        }
    }

    /// <summary>Reads voxels as stored.</summary>
    /// <exception cref="VolumeFormatException">They are not all there, damaged, or all zero.</exception>
    public static byte[] Read(VolumeSource source, int byteCount, string path, CancellationToken cancellation)
    {
        var voxels = Allocate(byteCount, path);
        source.ReadExactly(voxels, cancellation);
        return voxels.AsSpan().ContainsAnyExcept((byte)0) ? voxels : throw new VolumeFormatException(
            VolumeFormatFault.EmptyImage, path,
            "Every voxel is zero: there is nothing in the image. Export the scan again.");
    }

    private static byte[] Allocate(int byteCount, string path)
    {
        try
        {
            return GC.AllocateUninitializedArray<byte>(byteCount);
        }
        catch (OutOfMemoryException e)
        {
            throw TooLarge(path, byteCount, e);
        }
    }

    private static VolumeFormatException TooLarge(string path, double byteCount, Exception? inner) => new(
        VolumeFormatFault.VolumeTooLarge, path,
        FormattableString.Invariant(
            $"The voxels take {byteCount / (1 << 20):0} MiB, more than can be held at once. ")
            + "Split the frames or resample it.",
        inner);
}
