using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>
/// Corners of a field of view that were never measured. A scan that lay obliquely and was brought to a grid along the
/// axes of the world leaves them blank, each like the one opposite; what a defacing blanks has no counterpart.
/// </summary>
internal static class UnmeasuredCorners
{
    /// <summary>Cells (4 mm) a side of what may be blank for one that is blank opposite: the grid of cells ends a cell
    /// before that of the scan.</summary>
    private const int Tolerance = 3;

    /// <summary>The corners, 1 on the grid of the blocks and 0 elsewhere; null where there are none, or where air is
    /// blank too.</summary>
    /// <param name="blanked">What is blank in the scan; null where nothing is.</param>
    public static Image? Find(BlankedBlocks? blanked)
    {
        if (blanked is null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var blank = blanked.Share.Voxels > 0.5;
        var opposite = Morphology.Dilate(blanked.Share.Voxels, Tolerance).flip(0, 1, 2) > 0.5;
        var corners = blank & opposite;
        var air = blanked.Dark & ~corners;
        return corners.any().ToBoolean() && BlankedBlocks.ShowsNoise(air, blank)
            ? new Image(blanked.Share.Grid, corners.to(float32)) : null;
    }
}
