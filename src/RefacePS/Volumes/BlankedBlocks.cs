using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>
/// Solid blocks of one value in a scan: what a defacing wrote over a face, what pads a field of view, air that the
/// scanner set to 0. They say nothing of where a head lies, and a registration that takes them for air carries another
/// part of the head to where the face was. Owns its tensors.
/// </summary>
internal sealed class BlankedBlocks : IDisposable
{
    /// <summary>Distance (mm) of the voxels that are compared; nearer ones say no more.</summary>
    private const double Step = 2;

    /// <summary>Grid on which blocks are known, mm.</summary>
    private const double Spacing = 4;

    /// <summary>Cells a side of the smallest block: 12 mm. Air of few values has smaller ones by chance.</summary>
    private const int BlockSide = 3;

    /// <summary>All pairs of voxels of a cell must be equal, but for rounding of the mean.</summary>
    private const double AllEqual = 0.999;

    /// <summary>Smaller blocks (mL), all together, are no face and no padding.</summary>
    private const double SmallestMilliliters = 30;

    /// <summary>A wall of the field of view that shows as much air tells whether air is blank.</summary>
    private const double EnoughAir = 0.25;

    /// <summary>Air that is blank less than this at a wall has noise.</summary>
    private const double NoisyWall = 0.2;

    /// <summary>A slab is filling where so many planes beside it show at least this share, of the box round all that is
    /// not blank, of noise or of a head that ends at a cut. At a crown or a temple they show 0.15 to 0.25.</summary>
    private const int WallPlanes = 4;
    private const double ShownAtWall = 0.35;

    /// <summary>Cells beside a slab that are its border, neither blank nor what lies there.</summary>
    private const int BesideSlab = 2;

    /// <summary>Blank share of what surrounds a point from which on smoothing has mixed the point with it.</summary>
    private const double Mixed = 0.2;

    private readonly Lazy<IReadOnlyList<CutPlane>> planes;

    private BlankedBlocks(Image share, Tensor dark)
    {
        using var scope = NewDisposeScope();
        (Share, Dark) = (share, dark);
        var shows = share.Voxels <= 0.5;
        var shown = Enumerable.Range(0, 3).Select(axis =>
            shows.sum([(axis + 1) % 3, (axis + 2) % 3]).cpu().data<long>().ToArray()).ToArray();
        Slabs = [.. Enumerable.Range(0, 3).SelectMany(axis => SlabsAlong(axis, shown))];
        IsAir = !ShowsNoise(dark);
        planes = new(() => CutPlaneSearch.Find(share, dark));
    }

    /// <summary>1 in blocks and 0 elsewhere, at about 4 mm.</summary>
    public Image Share { get; }

    /// <summary>The cells of the same grid in which the scan is dark (bool).</summary>
    public Tensor Dark { get; }

    /// <summary>The filling of a grid that is larger than what was measured: blank from a wall of the field of view on,
    /// over the whole of it, with an end like that of a field of view.</summary>
    private IReadOnlyList<Slab> Slabs { get; }

    /// <summary>The planes beyond which all is blank, in any direction.</summary>
    public IReadOnlyList<CutPlane> Planes => planes.Value;

    /// <summary>True if air is blank too, so that blank voxels may be air as well as a face that was removed.</summary>
    public bool IsAir { get; }

    /// <summary>Finds them; null where a scan has none to speak of.</summary>
    public static BlankedBlocks? Find(Image scan)
    {
        using var scope = NewDisposeScope();
        using var flat = Flat(scan);
        using var cells = Resampling.Shrink(flat, Spacing);
        var even = (cells.Voxels > AllEqual).to(float32);
        var eroded = -Morphology.Dilate(-even, BlockSide);
        if (eroded.sum().ToDouble() == 0)
        {
            return null;
        }

        var blocks = new Image(cells.Grid, Morphology.Dilate(eroded, BlockSide));
        if (blocks.Grid.Milliliters(blocks.Voxels.sum().ToDouble()) >= SmallestMilliliters)
        {
            return new BlankedBlocks(blocks, DarkOf(scan, blocks.Grid).DetachFromDisposeScope());
        }

        blocks.Dispose();
        return null;
    }

    /// <summary>The part of a tensor of the same grid, [Nz, Ny, Nx], that lies within all slabs; a view.</summary>
    /// <param name="cells">The tensor.</param>
    /// <param name="margin">Cells beside each slab that are left out, too.</param>
    public Tensor Within(Tensor cells, int margin = 0)
    {
        foreach (var axis in Slabs.GroupBy(slab => slab.Axis))
        {
            var last = cells.shape[axis.Key] - 1;
            var start = Math.Min(last, axis.Where(slab => slab.Start == 0).Sum(slab => slab.Count + margin));
            var left = last + 1 - start - axis.Where(slab => slab.Start > 0).Sum(slab => slab.Count + margin);
            cells = cells.narrow(axis.Key, start, Math.Max(1, left));
        }

        return cells;
    }

    /// <summary>The world points (mm, [N, 3]) that lie in blocks, or so near that smoothing mixes them with one, [N]
    /// bool.</summary>
    public Tensor Contains(Tensor points)
    {
        using var scope = NewDisposeScope();
        return ((Resampling.SampleWorld(Share, points) > Mixed) & Resampling.IsInView(points, Share.Grid))
            .MoveToOuterDisposeScope();
    }

    private static IEnumerable<Slab> SlabsAlong(int axis, long[][] shown)
    {
        var (first, last) = Extent(shown[axis]);
        var (one, other) = (Extent(shown[(axis + 1) % 3]), Extent(shown[(axis + 2) % 3]));
        var wall = (one.Last - one.First + 1) * (other.Last - other.First + 1) * ShownAtWall;
        if (first > 0 && shown[axis].Skip(first).Take(WallPlanes).Average() >= wall)
        {
            yield return new(axis, 0, first);
        }

        if (last >= 0 && last < shown[axis].Length - 1
            && shown[axis].Take(last + 1).TakeLast(WallPlanes).Average() >= wall)
        {
            yield return new(axis, last + 1, shown[axis].Length - 1 - last);
        }

        static (int First, int Last) Extent(long[] counts) => (
            Array.FindIndex(counts, count => count > 0), Array.FindLastIndex(counts, count => count > 0));
    }

    /// <summary>1 where a voxel has the value of the next along every axis, on a thinned grid.</summary>
    private static Image Flat(Image scan)
    {
        using var scope = NewDisposeScope();
        var (grid, voxels) = (scan.Grid, scan.Voxels);
        var strides = grid.VoxelSize.Select(size => Math.Max(1, (int)(Step / size + 0.01))).ToArray();
        var few = voxels.slice(0, 0, voxels.shape[0], strides[2]).slice(1, 0, voxels.shape[1], strides[1])
            .slice(2, 0, voxels.shape[2], strides[0]).contiguous();
        var flat = ones(few.shape, ScalarType.Bool, few.device);
        for (var axis = 0; axis < 3; axis++)
        {
            var count = few.shape[axis] - 1;
            flat.narrow(axis, 0, count).logical_and_(few.narrow(axis, 0, count) == few.narrow(axis, 1, count));
        }

        var place = grid.Grid2World * AffineMatrix.Scale(strides[0], strides[1], strides[2]);
        return new Image(new VoxelGrid((int)few.shape[2], (int)few.shape[1], (int)few.shape[0], place),
            flat.to(float32));
    }

    /// <summary>True if some wall of what lies within the slabs shows much air, and nearly all of it with noise. Air
    /// that is blank shows at none, and no defacing reaches all of them.</summary>
    /// <param name="air">The cells of the same grid that are air (bool).</param>
    public bool ShowsNoise(Tensor air)
    {
        using var scope = NewDisposeScope();
        var (within, blank) = (Within(air, BesideSlab), Within(Share.Voxels, BesideSlab) > 0.5);
        var blankAir = within & blank;
        return Walls().Any(wall => ShareOf(within, wall) is >= EnoughAir and var share
            && ShareOf(blankAir, wall) < NoisyWall * share);

        IEnumerable<(int Axis, long Index)> Walls() => Enumerable.Range(0, 3)
            .SelectMany(axis => new (int, long)[] { (axis, 0), (axis, within.shape[axis] - 1) });
    }

    /// <summary>The cells of a grid in which a scan is dark.</summary>
    private static Tensor DarkOf(Image scan, VoxelGrid grid)
    {
        using var scope = NewDisposeScope();
        using var shrunk = Resampling.Shrink(scan, Spacing);
        using var values = Resampling.ToGrid(shrunk, grid, AffineMatrix.Identity);
        return (values.Voxels < HeadThreshold.Otsu(values.Voxels)).MoveToOuterDisposeScope();
    }

    private static double ShareOf(Tensor mask, (int Axis, long Index) wall) =>
        mask.select(wall.Axis, wall.Index).to(float32).mean().ToDouble();

    /// <summary>Cells that are blank from a wall on.</summary>
    /// <param name="Axis">Dimension of the tensor across them.</param>
    /// <param name="Start">The first along it.</param>
    /// <param name="Count">How many along it.</param>
    private readonly record struct Slab(int Axis, long Start, long Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        Share.Dispose();
        Dark.Dispose();
    }
}
