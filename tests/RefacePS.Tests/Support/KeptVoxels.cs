using RefacePS.Volumes;

namespace RefacePS.Tests.Support;

/// <summary>Checks of the promise that a voxel that was not removed keeps its bytes.</summary>
internal static class KeptVoxels
{
    /// <summary>Every voxel of every frame outside the mask of <paramref name="changed"/> has the bytes it
    /// had.</summary>
    public static void AssertEqual(Volume original, Volume changed) => AssertVoxels(original, changed, fill: null);

    /// <summary>The same, and all removed voxels share one value.</summary>
    public static void AssertBlanked(Volume original, Volume defaced)
    {
        var size = original.VoxelType.ByteSize();
        var removed = defaced.FaceMask!.Voxels.Span.IndexOf((byte)1);
        AssertVoxels(original, defaced, defaced.Voxels.Slice(removed * size, size).ToArray());
    }

    /// <summary>Real values of the removed voxels.</summary>
    public static IEnumerable<float> Removed(Volume defaced)
    {
        var mask = defaced.FaceMask!.Voxels.ToArray();
        return VoxelConversion.ToFloat(defaced).Where((_, voxel) => mask[voxel] != 0);
    }

    private static void AssertVoxels(Volume original, Volume changed, byte[]? fill)
    {
        var (size, count) = (original.VoxelType.ByteSize(), (int)original.Grid.VoxelCount);
        var (before, after, mask) =
            (original.Voxels.ToArray(), changed.Voxels.ToArray(), changed.FaceMask!.Voxels.ToArray());
        for (var voxel = 0; voxel < count * original.FrameCount; voxel++)
        {
            var kept = mask[voxel % count] == 0;
            var expected = kept ? before.AsSpan(voxel * size, size) : fill;
            if ((kept || fill is not null) && !after.AsSpan(voxel * size, size).SequenceEqual(expected))
            {
                Assert.Fail($"Voxel {voxel} (mask {mask[voxel % count]}) changed.");
            }
        }
    }
}
