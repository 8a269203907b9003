using System.Numerics;
using RefacePS.Compute;
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

    /// <summary>Distance (mm) of the voxels that tell whether a corner of the grid may be filled, and how many they
    /// are: blocks are no smaller.</summary>
    private const double CornerStep = 4;
    private const int CornerSteps = 4;

    /// <summary>Share of what was never measured from which on a voxel lies within it: beside it, where air has the
    /// same value, the rest would show the outline of what was removed.</summary>
    private const double Within = 0.5;

    /// <summary>A plane whose normal has at least this cosine with the front may have cut a face off.</summary>
    private const float InFront = 0.5f;

    /// <summary>One whose normal has at least this cosine with the way down ends a head from below.</summary>
    private const float Below = 0.5f;

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
        var front = scan2Head is { } map ? AxisOf(map, 1) : Vector3.Zero;
        var found = Beyond(blanked, blanked.Planes.Where(
            plane => plane.Air >= AirAlone || Vector3.Dot(plane.Outward, front) < InFront));
        found.logical_or_(Corners(blanked));
        return found.any().ToBoolean() ? new Image(blanked.Share.Grid, found.to(float32)) : null;
    }

    /// <summary>The cells beyond planes.</summary>
    private static Tensor Beyond(BlankedBlocks blanked, IEnumerable<CutPlane> planes)
    {
        var found = zeros_like(blanked.Share.Voxels, ScalarType.Bool);
        var cells = Resampling.WorldPoints(blanked.Share.Grid, found.device);
        foreach (var plane in planes)
        {
            var (x, y, z) = (plane.Outward.X, plane.Outward.Y, plane.Outward.Z);
            var outward = tensor([x, y, z], device: found.device);
            found.logical_or_((cells.matmul(outward) > plane.Offset + Rounding).reshape(found.shape));
        }

        return found;
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

    /// <summary>False where no corner of the grid has one value only, so that nothing can be filled up; it takes no
    /// time.</summary>
    public static bool MayBeIn(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var (grid, size) = (volume.Grid, volume.VoxelType.ByteSize());
        int[] steps = [.. grid.VoxelSize.Select(side => (int)Math.Round(CornerStep / side))];
        return Enumerable.Range(0, 8).Any(corner => Enumerable.Range(1, CornerSteps - 1).All(step =>
            Voxel(corner, step).SequenceEqual(Voxel(corner, 0))));

        ReadOnlySpan<byte> Voxel(int corner, int step)
        {
            var (x, y, z) = (Index(corner, 0, grid.Nx, step), Index(corner, 1, grid.Ny, step),
                Index(corner, 2, grid.Nz, step));
            return volume.Voxels.Span.Slice((int)(x + grid.Nx * (y + (long)grid.Ny * z)) * size, size);
        }

        int Index(int corner, int axis, int count, int step)
        {
            var inward = Math.Min(count - 1, step * steps[axis]);
            return (corner >> axis & 1) == 0 ? inward : count - 1 - inward;
        }
    }

    /// <summary>The voxels that only fill up a field of view below a head: there is nothing to remove, and no place for
    /// a face. One that holds anything else is none of them. Corners are left out, and slabs in other directions: where
    /// a face is gone already, they may be its place. Null where there are none, and for series, whose frames may be
    /// filled up in different places.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="blanked">What is blank in it; null where nothing is.</param>
    /// <param name="scan2Head">World of the scan to one in which a head looks along y and stands along z.</param>
    public static Mask? FillingOf(Volume volume, BlankedBlocks? blanked, AffineMatrix scan2Head)
    {
        ArgumentNullException.ThrowIfNull(volume);
        if (blanked is null || volume.FrameCount > 1)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var up = AxisOf(scan2Head, 2);
        CutPlane[] below = [.. blanked.Planes.Where(plane => Vector3.Dot(plane.Outward, up) < -Below)];
        if (below.Length == 0)
        {
            return null;
        }

        using var unmeasured = new Image(blanked.Share.Grid, Beyond(blanked, below).to(float32));
        using var here = Resampling.ToGrid(unmeasured, volume.Grid, AffineMatrix.Identity);
        using var share = HostTensor.Read(here.Voxels);
        var shares = share.Span;
        var filled = shares.IndexOf(1);
        if (filled < 0)
        {
            return null;
        }

        var values = volume.Voxels.Span;
        var size = volume.VoxelType.ByteSize();
        var filling = values.Slice(filled * size, size);
        var marked = new byte[shares.Length];
        for (var voxel = 0; voxel < marked.Length; voxel++)
        {
            marked[voxel] = shares[voxel] > Within && values.Slice(voxel * size, size).SequenceEqual(filling)
                ? (byte)1 : (byte)0;
        }

        return new Mask(volume.Grid, marked);
    }

    /// <summary>A volume that was changed, with what only fills up its field of view as it was.</summary>
    /// <param name="changed">The volume.</param>
    /// <param name="before">What it was before.</param>
    /// <param name="filling">What <see cref="FillingOf"/> says of that.</param>
    public static Volume WithFilling(Volume changed, Volume before, Mask? filling)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(before);
        if (filling is null)
        {
            return changed;
        }

        var (voxels, size) = (changed.Voxels.ToArray(), before.VoxelType.ByteSize());
        var isFilling = filling.Voxels.Span;
        var was = before.Voxels.Span;
        for (var voxel = 0; voxel < isFilling.Length; voxel++)
        {
            if (isFilling[voxel] != 0)
            {
                was.Slice(voxel * size, size).CopyTo(voxels.AsSpan(voxel * size));
            }
        }

        return changed.WithVoxels(voxels);
    }

    /// <summary>Direction of an axis of the head in a scan.</summary>
    private static Vector3 AxisOf(AffineMatrix scan2Head, int axis)
    {
        var head2Scan = scan2Head.Inverse();
        return Vector3.Normalize(new(
            (float)head2Scan[0, axis], (float)head2Scan[1, axis], (float)head2Scan[2, axis]));
    }
}
