using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>
/// The parts of a field of view that were never measured. A scan that was brought to a larger grid, as FreeSurfer
/// brings all to 256 voxels a side, has blank slabs at the walls of that grid. One that lay obliquely and was brought
/// to a grid along the axes of the world leaves its corners blank, each like the one opposite; what a defacing blanks
/// has no counterpart. A plane cuts a face off from the front: a blank slab there tells of a defacing.
/// </summary>
internal static class UnmeasuredField
{
    /// <summary>Cells (4 mm) a side of what may be blank for one that is blank opposite: the grid of cells ends a cell
    /// before that of the scan.</summary>
    private const int Tolerance = 3;

    /// <summary>Share of what was never measured from which on interpolation has mixed a voxel with it.</summary>
    public const double Beside = 0.05;

    /// <summary>A wall whose outward direction has at least this cosine with the front lies in front.</summary>
    private const float InFront = 0.7f;

    /// <summary>The parts, 1 on the grid of the blocks and 0 elsewhere; null where there are none to be told.</summary>
    /// <param name="blanked">What is blank in the scan; null where nothing is.</param>
    /// <param name="scan2Head">World of the scan to one in which a head looks along y; null where that is not known,
    /// and the face does not matter.</param>
    public static Image? Find(BlankedBlocks? blanked, AffineMatrix? scan2Head)
    {
        if (blanked is null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var front = scan2Head is { } map ? FrontOf(map) : Vector3.Zero;
        var found = zeros_like(blanked.Share.Voxels, ScalarType.Bool);
        foreach (var slab in blanked.Slabs.Where(slab => Vector3.Dot(slab.Outward, front) < InFront))
        {
            found.narrow(slab.Axis, slab.Start, slab.Count).fill_(true);
        }

        found.logical_or_(Corners(blanked));
        return found.any().ToBoolean() ? new Image(blanked.Share.Grid, found.to(float32)) : null;
    }

    /// <summary>The corners of what lies within the slabs; none where air is blank too.</summary>
    private static Tensor Corners(BlankedBlocks blanked)
    {
        var share = blanked.Within(blanked.Share.Voxels).contiguous();
        var opposite = Morphology.Dilate(share, Tolerance).flip(0, 1, 2) > 0.5;
        var corners = zeros_like(blanked.Dark);
        blanked.Within(corners).copy_((share > 0.5) & opposite);
        return blanked.ShowsNoise(blanked.Dark & ~corners) ? corners : zeros_like(corners);
    }

    private static Vector3 FrontOf(AffineMatrix scan2Head)
    {
        var head2Scan = scan2Head.Inverse();
        return Vector3.Normalize(new((float)head2Scan[0, 1], (float)head2Scan[1, 1], (float)head2Scan[2, 1]));
    }
}
