using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>
/// The parts of a field of view that were never measured. A scan that was brought to another grid, as FreeSurfer brings
/// all to 256 voxels a side, ends at planes within that grid, in any direction. Where they cut nothing but the corners
/// of the grid off, these are blank, each like the one opposite; what a defacing blanks has no counterpart. A plane may
/// cut a face off from the front: what is blank there tells of a defacing, unless it lies in air alone.
/// </summary>
internal static class UnmeasuredField
{
    /// <summary>Cells (4 mm) a side of what may be blank for one that is blank opposite: the grid of cells ends a cell
    /// before that of the scan.</summary>
    private const int Tolerance = 3;

    /// <summary>Share of what was never measured from which on interpolation has mixed a voxel with it.</summary>
    public const double Beside = 0.05;

    /// <summary>A plane whose normal has at least this cosine with the front may have cut a face off.</summary>
    private const float InFront = 0.5f;

    /// <summary>With this share of air under a plane, no face was cut off there: a face leaves 0.75 at most.</summary>
    private const double AirAlone = 0.9;

    /// <summary>Rounding (mm) by which the cells at a plane may lie beyond it.</summary>
    private const float Rounding = 0.01f;

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
        var cells = Resampling.WorldPoints(blanked.Share.Grid, found.device);
        foreach (var plane in blanked.Planes.Where(
            plane => plane.Air >= AirAlone || Vector3.Dot(plane.Outward, front) < InFront))
        {
            var (x, y, z) = (plane.Outward.X, plane.Outward.Y, plane.Outward.Z);
            var outward = tensor([x, y, z], device: found.device);
            found.logical_or_((cells.matmul(outward) > plane.Offset + Rounding).reshape(found.shape));
        }

        found.logical_or_(Corners(blanked));
        return found.any().ToBoolean() ? new Image(blanked.Share.Grid, found.to(float32)) : null;
    }

    /// <summary>The corners of what lies within slabs along the walls of the grid; none where air is blank
    /// too.</summary>
    private static Tensor Corners(BlankedBlocks blanked)
    {
        var share = blanked.Within(blanked.Share.Voxels).contiguous();
        var opposite = Morphology.Dilate(share, Tolerance).flip(0, 1, 2) > 0.5;
        var corners = zeros_like(blanked.Dark);
        blanked.Within(corners).copy_((share > 0.5) & opposite);
        return blanked.ShowsNoise(blanked.Dark & ~corners) ? corners : zeros_like(corners);
    }

    /// <summary>Direction in which a head looks, in world of the scan.</summary>
    private static Vector3 FrontOf(AffineMatrix scan2Head)
    {
        var head2Scan = scan2Head.Inverse();
        return Vector3.Normalize(new((float)head2Scan[0, 1], (float)head2Scan[1, 1], (float)head2Scan[2, 1]));
    }
}
