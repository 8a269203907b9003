using System.Runtime.InteropServices;
using RefacePS.Volumes;
using TorchSharp;

namespace RefacePS.Defacing;

/// <summary>Writes air where the face was; every other voxel keeps its stored bits.</summary>
internal static class Blanking
{
    /// <summary>An average head darker than this is air.</summary>
    private const double AirExpected = 0.015;

    /// <summary>Writes what air is in the scan.</summary>
    public static Volume Blank(Volume volume, Mask mask, ScanAnatomy anatomy) =>
        Blank(volume, mask, Air(anatomy).Median);

    /// <summary>Writes a real value.</summary>
    public static Volume Blank(Volume volume, Mask mask, float fill)
    {
        var voxelSize = volume.VoxelType.ByteSize();
        var frameBytes = (int)volume.Grid.VoxelCount * voxelSize;
        var voxels = volume.Voxels.ToArray();
        var stored = Stored(volume, fill);
        for (var frame = 0; frame < volume.FrameCount; frame++)
        {
            Fill(voxels.AsSpan(frame * frameBytes, frameBytes), mask.Voxels.Span, stored, voxelSize);
        }

        return volume.WithVoxels(voxels);
    }

    /// <summary>The bytes of a voxel of a value as this volume stores it.</summary>
    private static byte[] Stored(Volume volume, float value)
    {
        var one = new Volume(new VoxelGrid(1, 1, 1, AffineMatrix.Identity), volume.VoxelType,
            new byte[volume.VoxelType.ByteSize()])
        {
            Slope = volume.Slope,
            Intercept = volume.Intercept,
        };
        var stored = new byte[volume.VoxelType.ByteSize()];
        VoxelConversion.Encode(new[] { value }.AsMemory(), one, stored);
        return stored;
    }

    /// <summary>Air of a scan: where the average head is dark, and the scan is no brighter than its
    /// threshold.</summary>
    private static AirSample Air(ScanAnatomy anatomy)
    {
        using var outside = (anatomy.Expected < AirExpected) & (anatomy.Values < HeadThreshold.Otsu(anatomy.Values));
        var isOutside = outside.cpu().data<bool>().ToArray();
        return AirSample.Collect(anatomy.RealValues.cpu().data<float>().ToArray(), i => isOutside[i]);
    }

    private static void Fill(Span<byte> frame, ReadOnlySpan<byte> mask, byte[] fill, int voxelSize)
    {
        for (var i = mask.IndexOfAnyExcept((byte)0); i >= 0 && i < mask.Length; i++)
        {
            if (mask[i] != 0)
            {
                fill.CopyTo(frame.Slice(i * voxelSize, voxelSize));
            }
        }
    }
}
