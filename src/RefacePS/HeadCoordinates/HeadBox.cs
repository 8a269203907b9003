using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.HeadCoordinates;

/// <summary>
/// Prepares scans for the network: voxels of 6 mm along the scan's own axes, values from 0 to about 1, cut to what is
/// not air. The axes come in the order left-right, front-back, head-foot; which end of each is which is not asked.
/// </summary>
internal static class HeadBox
{
    /// <summary>Voxel size in mm.</summary>
    public const double Spacing = 6;

    /// <summary>Air of computed tomography; what lies below is padding.</summary>
    private const double AirInHounsfield = -1024;

    private const double DarkShare = 0.02;
    private const double BrightShare = 0.99;
    private const double Brightest = 1.25;

    /// <summary>A plane of voxels with fewer of them brighter than air is air.</summary>
    private const int FewestVoxels = 4;

    /// <summary>Voxels of air kept round the head.</summary>
    private const int Margin = 1;

    /// <summary>Voxels of the atlas that hold a head: from the neck to above the crown.</summary>
    private static readonly VoxelGrid UprightGrid = new(
        36, 48, 48, AffineMatrix.Translation(-105, -135, -165) * AffineMatrix.Scale(Spacing, Spacing, Spacing));

    /// <summary>Longest side, 576 mm: what is longer is no head alone, and its middle is taken.</summary>
    private const int LongestSide = 96;

    /// <summary>The box of a scan, or null where it shows nothing.</summary>
    /// <param name="scan">The scan; <see cref="Spacing"/> is fine enough.</param>
    /// <param name="axes">Which of its axes runs from left to right, which from back to front, and which from foot to
    /// head, or the other way.</param>
    public static Image? Prepare(Image scan, IReadOnlyList<int> axes)
    {
        using var scope = NewDisposeScope();
        using var even = Resampling.ToGrid(scan, EvenGrid(scan.Grid, axes), AffineMatrix.Identity);
        return Find(even) is { } place ? Frame(even, place) : null;
    }

    /// <summary>The box of a scan whose head is known to lie so, upright; null where it shows nothing.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="scan2Atlas">World of the scan to that of the atlas.</param>
    public static Image? Prepare(Image scan, AffineMatrix scan2Atlas)
    {
        using var scope = NewDisposeScope();
        var grid = new VoxelGrid(
            UprightGrid.Nx, UprightGrid.Ny, UprightGrid.Nz, scan2Atlas.Inverse() * UprightGrid.Grid2World);
        using var even = Resampling.ToGrid(scan, grid, AffineMatrix.Identity);
        return Find(even) is { } place ? Frame(even, place) : null;
    }

    /// <summary>The place of the head in a scan whose voxels have the right size, and its range of values; null where
    /// it shows nothing.</summary>
    public static Place? Find(Image even)
    {
        using var scope = NewDisposeScope();
        var values = even.Voxels.clamp(min: AirInHounsfield);
        var (low, high) = (HeadThreshold.Percentile(values, DarkShare), HeadThreshold.Percentile(values, BrightShare));
        if (high - low <= 1e-6 * Math.Max(Math.Abs(low), Math.Abs(high)))
        {
            return null;
        }

        var scaled = Scaled(values, low, high);
        var bright = scaled > HeadThreshold.Otsu(scaled);
        return new(low, high, Extent(bright, 0), Extent(bright, 1), Extent(bright, 2));
    }

    /// <summary>Scales and cuts a scan whose voxels have the right size.</summary>
    public static Image Frame(Image even, Place place)
    {
        using var scope = NewDisposeScope();
        var box = CutAll(Scaled(even.Voxels.clamp(min: AirInHounsfield), place.Low, place.High).unsqueeze(0), place)
            .squeeze(0);
        var origin = AffineMatrix.Translation(place.X.Start, place.Y.Start, place.Z.Start);
        return new Image(new VoxelGrid(place.X.Length, place.Y.Length, place.Z.Length, even.Grid.Grid2World * origin),
            box.contiguous());
    }

    /// <summary>Cuts channels, [C, z, y, x]; what lies beyond them is 0.</summary>
    internal static Tensor CutAll(Tensor channels, Place place) =>
        Cut(Cut(Cut(channels, 1, place.Z), 2, place.Y), 3, place.X);

    private static Tensor Scaled(Tensor values, double low, double high) => ((values - low) / (high - low))
        .clamp(0, Brightest);

    /// <summary>The axes of a grid by its header: left-right, front-back, head-foot.</summary>
    public static int[] AxesOf(VoxelGrid grid) =>
        [AxisOf(grid, "LR"), AxisOf(grid, "AP"), AxisOf(grid, "SI")];

    private static int AxisOf(VoxelGrid grid, string ends) => grid.Orientation.IndexOfAny(ends.ToCharArray());

    /// <summary>A grid of cubes over the same field of view, its axes in the order that is given.</summary>
    private static VoxelGrid EvenGrid(VoxelGrid grid, IReadOnlyList<int> axes)
    {
        int[] sizes = [grid.Nx, grid.Ny, grid.Nz];
        var (counts, rows) = (new int[3], new double[12]);
        for (var axis = 0; axis < 3; axis++)
        {
            var (from, size) = (sizes[axes[axis]], grid.VoxelSize[axes[axis]]);
            counts[axis] = Math.Max(1, (int)Math.Round(from * size / Spacing));
            rows[4 * axes[axis] + axis] = Spacing / size;
            rows[4 * axes[axis] + 3] = (from - 1) / 2.0 - Spacing / size * (counts[axis] - 1) / 2.0;
        }

        return new VoxelGrid(counts[0], counts[1], counts[2], grid.Grid2World * AffineMatrix.FromRows(rows));
    }

    /// <summary>Extent of the head along an axis, widened to a multiple of what the network takes; it may reach beyond
    /// the image.</summary>
    private static Range Extent(Tensor bright, int axis)
    {
        using var scope = NewDisposeScope();
        long[] others = axis switch { 0 => [1, 2], 1 => [0, 2], _ => [0, 1] };
        var counts = bright.sum(others).cpu().data<long>().ToArray();
        var first = Array.FindIndex(counts, count => count >= FewestVoxels);
        var last = Array.FindLastIndex(counts, count => count >= FewestVoxels);
        (first, last) = first < 0 ? (0, counts.Length - 1) : (first - Margin, last + Margin);
        var steps = (last - first + HeadCoordinateNetwork.SideStep) / HeadCoordinateNetwork.SideStep;
        var length = Math.Min(steps * HeadCoordinateNetwork.SideStep, LongestSide);
        return new((int)Math.Floor((first + last + 1 - length) / 2.0), length);
    }

    private static Tensor Cut(Tensor channels, int axis, Range range)
    {
        var (before, end) = (Math.Max(0, -range.Start), range.Start + range.Length);
        var after = Math.Max(0, end - (int)channels.shape[axis]);
        var padding = new long[6];
        (padding[2 * (3 - axis)], padding[2 * (3 - axis) + 1]) = (before, after);
        return nn.functional.pad(channels, padding).narrow(axis, range.Start + before, range.Length);
    }

    /// <summary>Voxels of an axis; they may reach beyond the image.</summary>
    internal readonly record struct Range(int Start, int Length);

    /// <summary>The place of a head, and its range of values.</summary>
    /// <param name="Low">What becomes 0.</param>
    /// <param name="High">What becomes 1.</param>
    /// <param name="Z">Voxels of the slowest axis.</param>
    /// <param name="Y">Voxels of the middle axis.</param>
    /// <param name="X">Voxels of the fastest axis.</param>
    internal readonly record struct Place(double Low, double High, Range Z, Range Y, Range X);
}
