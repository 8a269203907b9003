using System.Runtime.InteropServices;
using RefacePS.Volumes;
using TorchSharp;

namespace RefacePS.Defacing;

/// <summary>Writes air where the face was; every other voxel keeps its stored bits.</summary>
internal static class Blanking
{
    /// <summary>An average head darker than this is air.</summary>
    private const double AirExpected = 0.015;

    public static Volume Blank(Volume volume, Mask mask, ScanAnatomy anatomy)
    {
        var voxelSize = volume.VoxelType.ByteSize();
        var frameBytes = (int)volume.Grid.VoxelCount * voxelSize;
        var voxels = volume.Voxels.ToArray();
        var fill = StoredAir(volume, anatomy);
        for (var frame = 0; frame < volume.FrameCount; frame++)
        {
            Fill(voxels.AsSpan(frame * frameBytes, frameBytes), mask.Voxels.Span, fill, voxelSize);
        }

        return volume.WithVoxels(voxels);
    }

    /// <summary>The bytes of a voxel of air as this volume stores it.</summary>
    private static byte[] StoredAir(Volume volume, ScanAnatomy anatomy)
    {
        var real = new float[volume.Grid.VoxelCount];
        Array.Fill(real, Air(anatomy).Median, 0, 1);
        var one = new Volume(new VoxelGrid(1, 1, 1, AffineMatrix.Identity), volume.VoxelType, new byte[volume.VoxelType.ByteSize()])
        {
            Slope = volume.Slope,
            Intercept = volume.Intercept,
        };
        var stored = new byte[volume.VoxelType.ByteSize()];
        VoxelConversion.Encode(real.AsMemory(0, 1), one, stored);
        return stored;
    }

    /// <summary>Air of a scan: where the average head is dark, and the scan is no brighter than its threshold.</summary>
    private static AirSample Air(ScanAnatomy anatomy)
    {
        using var outside = (anatomy.Expected < AirExpected) & (anatomy.Values < HeadThreshold.Otsu(anatomy.Values));
        var isOutside = outside.cpu().data<bool>().ToArray();
        return AirSample.Collect(anatomy.Values.cpu().data<float>().ToArray(), i => isOutside[i]);
    }

    private static void Fill(Span<byte> frame, ReadOnlySpan<byte> mask, byte[] fill, int voxelSize)
    {
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i] != 0)
            {
                fill.CopyTo(frame.Slice(i * voxelSize, voxelSize));
            }
        }
    }
}
