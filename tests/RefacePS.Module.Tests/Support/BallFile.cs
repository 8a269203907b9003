using System.Buffers.Binary;

namespace RefacePS.Module.Tests.Support;

/// <summary>A small NIfTI-1 file, laid out from the specification: a bright ball the size of a head, 8 mm voxels,
/// RAS.</summary>
internal static class BallFile
{
    private const int Side = 30;
    private const int HeaderSize = 352;
    private const float VoxelSize = 8;

    public static string Write(string path)
    {
        var file = new byte[HeaderSize + Side * Side * Side];
        WriteHeader(file);
        for (var i = 0; i < Side * Side * Side; i++)
        {
            var (x, y, z) = (i % Side - 14.5, i / Side % Side - 14.5, i / Side / Side - 14.5);
            file[HeaderSize + i] = (byte)(200 * Math.Clamp(10.5 - Math.Sqrt(x * x + y * y + z * z), 0, 1));
        }

        File.WriteAllBytes(path, file);
        return path;
    }

    private static void WriteHeader(Span<byte> header)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, 348);
        short[] dimensions = [3, Side, Side, Side, 1, 1, 1, 1];
        for (var i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(header[(40 + 2 * i)..], dimensions[i]);
        }

        const short unsignedByte = 2;
        BinaryPrimitives.WriteInt16LittleEndian(header[70..], unsignedByte);
        BinaryPrimitives.WriteInt16LittleEndian(header[72..], 8);
        for (var axis = 0; axis < 3; axis++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(header[(80 + 4 * axis)..], VoxelSize);
            BinaryPrimitives.WriteSingleLittleEndian(header[(280 + 20 * axis)..], VoxelSize);
        }

        BinaryPrimitives.WriteSingleLittleEndian(header[108..], HeaderSize);
        BinaryPrimitives.WriteInt16LittleEndian(header[254..], 1);
        "n+1\0"u8.CopyTo(header[344..]);
    }
}
