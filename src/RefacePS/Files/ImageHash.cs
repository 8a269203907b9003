using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RefacePS.Files;

/// <summary>
/// The mark that tells an image from others: the SHA-256 of its voxels and of where they lie. Another compression,
/// another byte order or other text in the header leave it as it is; another voxel, type, scale or place in the world
/// does not.
/// </summary>
internal static class ImageHash
{
    /// <summary>
    /// The hash, in lower-case hexadecimal, of these bytes in a row, all little-endian: columns, rows, slices and
    /// frames (32-bit integers), the NIfTI code of the voxel type (32-bit integer), the upper three rows of the map
    /// from voxels to the world in mm (twelve 32-bit floats), slope and intercept as stored (32-bit floats), and the
    /// voxels as stored.
    /// </summary>
    public static string Of(Volume image)
    {
        var grid = image.Grid;
        int[] sides = [grid.Nx, grid.Ny, grid.Nz, image.FrameCount, (int)image.VoxelType];
        double[] reals = [.. grid.Grid2World.ToRows(), image.Slope, image.Intercept];
        var head = new byte[sizeof(int) * (sides.Length + reals.Length)];
        for (var i = 0; i < sides.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(sizeof(int) * i), sides[i]);
        }

        for (var i = 0; i < reals.Length; i++)
        {
            // Plus 0: minus 0 is the same place.
            var place = head.AsSpan(sizeof(int) * (sides.Length + i));
            BinaryPrimitives.WriteSingleLittleEndian(place, (float)reals[i] + 0f);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(LittleEndian(image));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static ReadOnlySpan<byte> LittleEndian(Volume image)
    {
        if (BitConverter.IsLittleEndian || image.VoxelType.ByteSize() == 1)
        {
            return image.Voxels.Span;
        }

        var swapped = image.Voxels.ToArray();
        ByteOrder.ToNative(swapped, image.VoxelType, isBigEndian: false);
        return swapped;
    }
}
