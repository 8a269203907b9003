using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Defacing;

/// <summary>
/// Knows the mask of what a defacing took: one value, in every column from the front edge of the field of view on, and
/// in none through to the back. It has the outline of no face. That of the air round a head runs through beside it.
/// </summary>
internal static class RemovedBlock
{
    private const int Front = 1;

    /// <summary>True if an image is such a mask.</summary>
    /// <param name="map">The image; without a usable header nothing is known of its front.</param>
    /// <param name="support">The voxels at which it is not 0, bool, [Nz, Ny, Nx].</param>
    public static bool IsIn(Volume map, Tensor support)
    {
        if (!map.HasWorld)
        {
            return false;
        }

        using var scope = NewDisposeScope();
        var axes = Orientation.Parse(Orientation.FromAffine(map.Grid.Grid2World));
        var axis = Array.FindIndex(axes, along => along.WorldAxis == Front);
        var dimension = support.dim() - 1 - axis;
        var last = support.shape[dimension] - 1;
        var (front, back) = axes[axis].Sign > 0 ? (last, 0L) : (0L, last);
        var begins = support.select(dimension, front);
        return (begins == support.any(dimension)).all().ToBoolean()
            && !(begins & support.select(dimension, back)).any().ToBoolean() && HasOneValue(map);
    }

    private static bool HasOneValue(Volume map)
    {
        var some = 0f;
        foreach (var value in VoxelConversion.ToFloat(map))
        {
            if (value != 0 && some != 0 && value != some)
            {
                return false;
            }

            some = value != 0 ? value : some;
        }

        return some != 0;
    }
}
