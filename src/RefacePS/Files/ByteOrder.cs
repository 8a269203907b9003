using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RefacePS.Files;

/// <summary>Byte order of stored voxels.</summary>
internal static class ByteOrder
{
    /// <summary>Turns voxels of a file into this machine's order, or back: the same step both ways.</summary>
    public static void ToNative(Span<byte> voxels, VoxelType type, bool isBigEndian)
    {
        if (isBigEndian == !BitConverter.IsLittleEndian)
        {
            return;
        }

        switch (type.ByteSize())
        {
            case 2:
                Reverse16(MemoryMarshal.Cast<byte, ushort>(voxels));
                break;
            case 4:
                Reverse32(MemoryMarshal.Cast<byte, uint>(voxels));
                break;
            case 8:
                Reverse64(MemoryMarshal.Cast<byte, ulong>(voxels));
                break;
        }
    }

    /// <summary>Voxels of a volume in the order of a file; those of the volume itself where that is this
    /// machine's.</summary>
    public static ReadOnlyMemory<byte> InFileOrder(Volume volume, bool isBigEndian)
    {
        if (isBigEndian != BitConverter.IsLittleEndian || volume.VoxelType.ByteSize() == 1)
        {
            return volume.Voxels;
        }

        var swapped = volume.Voxels.ToArray();
        ToNative(swapped, volume.VoxelType, isBigEndian);
        return swapped;
    }

    private static void Reverse16(Span<ushort> values) => BinaryPrimitives.ReverseEndianness(values, values);

    private static void Reverse32(Span<uint> values) => BinaryPrimitives.ReverseEndianness(values, values);

    private static void Reverse64(Span<ulong> values) => BinaryPrimitives.ReverseEndianness(values, values);
}
