using RefacePS.Volumes;

namespace RefacePS.Tests.Defacing;

/// <summary>Checks of the promise that defacing changes no other voxel.</summary>
internal static class KeptVoxels
{
    /// <summary>Every voxel of every frame outside the mask has the bytes it had, and all removed ones share one value.</summary>
    public static void AssertEqual(Volume original, Volume defaced)
    {
        var (size, count) = (original.VoxelType.ByteSize(), (int)original.Grid.VoxelCount);
        var (before, after, mask) = (original.Voxels.ToArray(), defaced.Voxels.ToArray(), defaced.FaceMask!.Voxels.ToArray());
        var fill = after.AsSpan(Array.IndexOf(mask, (byte)1) * size, size).ToArray();
        for (var voxel = 0; voxel < count * original.FrameCount; voxel++)
        {
            var expected = mask[voxel % count] == 0 ? before.AsSpan(voxel * size, size) : fill;
            if (!after.AsSpan(voxel * size, size).SequenceEqual(expected))
            {
                Assert.Fail($"Voxel {voxel} (mask {mask[voxel % count]}) changed.");
            }
        }
    }

    /// <summary>Real values of the removed voxels.</summary>
    public static IEnumerable<float> Removed(Volume defaced)
    {
        var mask = defaced.FaceMask!.Voxels.ToArray();
        return VoxelConversion.ToFloat(defaced).Where((_, voxel) => mask[voxel] != 0);
    }
}
