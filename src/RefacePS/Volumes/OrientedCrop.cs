using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>
/// Cuts a box out of an image and turns its axes: a lossless permutation with flips, so that the axes point as those of
/// another space do, however the scan was stored.
/// </summary>
public static class OrientedCrop
{
    /// <summary>The part of an image that holds points, with its axes nearest to an orientation.</summary>
    /// <param name="image">The image.</param>
    /// <param name="image2Space">World of the image to world of the space whose axes count.</param>
    /// <param name="orientation">Where the new axes point in that space, such as <c>ASL</c>.</param>
    /// <param name="low">Lowest corner in voxels of the image, inclusive; cut to its bounds.</param>
    /// <param name="high">Highest corner, inclusive.</param>
    public static Image Cut(Image image, AffineMatrix image2Space, string orientation, (int X, int Y, int Z) low,
        (int X, int Y, int Z) high)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var scope = NewDisposeScope();
        int[] sizes = [image.Grid.Nx, image.Grid.Ny, image.Grid.Nz];
        int[] first = [Math.Clamp(low.X, 0, sizes[0] - 1), Math.Clamp(low.Y, 0, sizes[1] - 1),
            Math.Clamp(low.Z, 0, sizes[2] - 1)];
        int[] last = [Math.Clamp(high.X, first[0], sizes[0] - 1), Math.Clamp(high.Y, first[1], sizes[1] - 1),
            Math.Clamp(high.Z, first[2], sizes[2] - 1)];
        var (axes, flips) = Axes(image2Space * image.Grid.Grid2World, orientation);
        var cut = image.Voxels;
        for (var axis = 0; axis < 3; axis++)
        {
            cut = cut.narrow(2 - axis, first[axis], last[axis] - first[axis] + 1);
        }

        var turned = cut.permute(2 - axes[2], 2 - axes[1], 2 - axes[0]);
        long[] flipped = [.. Enumerable.Range(0, 3).Where(axis => flips[axis]).Select(axis => 2L - axis)];
        turned = (flipped.Length > 0 ? turned.flip(flipped) : turned).contiguous().clone();

        var rows = new double[12];
        for (var axis = 0; axis < 3; axis++)
        {
            rows[axes[axis] * 4 + axis] = flips[axis] ? -1 : 1;
            rows[axes[axis] * 4 + 3] = flips[axis] ? last[axes[axis]] : first[axes[axis]];
        }

        var grid = new VoxelGrid(
            (int)turned.shape[2], (int)turned.shape[1], (int)turned.shape[0],
            image.Grid.Grid2World * AffineMatrix.FromRows(rows));
        return new Image(grid, turned);
    }

    /// <summary>For each new axis, the old axis that it runs along and whether it runs the other way.</summary>
    private static (int[] Axes, bool[] Flips) Axes(AffineMatrix grid2Space, string orientation)
    {
        var old = Orientation.Parse(Orientation.FromAffine(grid2Space));
        var (axes, flips) = (new int[3], new bool[3]);
        foreach (var (target, axis) in Orientation.Parse(orientation).Select((target, axis) => (target, axis)))
        {
            axes[axis] = Array.FindIndex(old, candidate => candidate.WorldAxis == target.WorldAxis);
            flips[axis] = old[axes[axis]].Sign != target.Sign;
        }

        return (axes, flips);
    }
}
