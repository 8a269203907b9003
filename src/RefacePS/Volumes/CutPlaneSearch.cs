using System.Numerics;
using System.Runtime.CompilerServices;
using RefacePS.Compute;
using static TorchSharp.torch;

namespace RefacePS.Volumes;

/// <summary>
/// The search for planes beyond which a scan is blank, though it is not at them. A head is round, and so is what a
/// defacing leaves of it; a field of view has walls. Whoever brings a scan to another grid cuts through its air and
/// its neck with them, in any direction.
/// </summary>
internal sealed class CutPlaneSearch
{
    /// <summary>Area (cm2) that lies at a plane at least. In scans that were brought to other grids 102 and more do, at
    /// a crown or a temple 90 at most.</summary>
    private const double SmallestArea = 100;

    /// <summary>Farthest (mm) from a plane of what lies at it.</summary>
    private const float Near = 5;

    /// <summary>Blank volume (mL) that lies more than so much (mm) beyond a plane; with less of it nothing was cut off
    /// to speak of, and the plane is a wall of the grid, a little askew.</summary>
    private const double SmallestBeyond = 100;
    private const float Clearly = 4;

    /// <summary>Depths (mm) under a plane of what tells whether it lies in air.</summary>
    private const float UnderFrom = 6;
    private const float UnderTo = 14;

    /// <summary>Directions of a sphere that are tried first, 7 degrees apart, and their distance.</summary>
    private const int Directions = 830;
    private const float RoughlyNear = 10;

    /// <summary>Planes whose normals are nearer than this (a cosine, 14 degrees) are the same.</summary>
    private const float Same = 0.97f;

    /// <summary>Numbers in a vector of any processor; the few cells that do not fill one are left out on each alike.
    /// </summary>
    private const int LargestVector = 16;

    /// <summary>The steps by which a normal is then moved: 3 degrees, 1.5, and 0.7.</summary>
    private static readonly float[] Steps = [0.05f, 0.025f, 0.0125f];

    private readonly VoxelGrid grid;
    private readonly bool[] shows;
    private readonly float[] x;
    private readonly float[] y;
    private readonly float[] z;
    private readonly bool[] isDark;
    private readonly double cellArea;

    private CutPlaneSearch(Image blocks, Tensor dark)
    {
        grid = blocks.Grid;
        shows = Array.ConvertAll(blocks.ToArray(), share => share <= 0.5f);
        var places = LineEnds().Select(Place).ToArray();
        (x, y, z) = ([.. places.Select(at => at.X)], [.. places.Select(at => at.Y)], [.. places.Select(at => at.Z)]);
        isDark = dark.cpu().contiguous().data<bool>().ToArray();
        cellArea = Math.Pow(grid.VoxelSize[0] * grid.VoxelSize[1] * grid.VoxelSize[2], 2 / 3.0) / 100;
    }

    /// <summary>Finds them, those at which most lies first.</summary>
    /// <param name="blocks">1 where a scan is blank and 0 elsewhere.</param>
    /// <param name="dark">Where it is dark, on the same grid (bool).</param>
    public static IReadOnlyList<CutPlane> Find(Image blocks, Tensor dark)
    {
        var search = new CutPlaneSearch(blocks, dark);
        return search.x.Length == 0 ? [] : [.. search.Find()];
    }

    private IEnumerable<CutPlane> Find()
    {
        var directions = Enumerable.Range(0, Directions).Select(OnSphere).Where(CutsCornerOff).ToArray();
        var areas = Slabs.Collect(directions.Length, 1, (at, _) => AreaAt(directions[at], RoughlyNear).Area);
        var found = new List<Vector3>();
        foreach (var rough in Enumerable.Range(0, areas.Length).Where(i => areas[i] >= SmallestArea)
            .OrderByDescending(i => areas[i]).Select(i => directions[i]))
        {
            if (IsNew(rough) && Refined(rough) is var (outward, area, offset) && area >= SmallestArea
                && IsNew(outward))
            {
                found.Add(outward);
                if (Beyond(outward, offset) >= SmallestBeyond)
                {
                    yield return new(outward, offset, area, AirUnder(outward, offset));
                }
            }
        }

        bool IsNew(Vector3 outward) => found.TrueForAll(other => Vector3.Dot(outward, other) <= Same);
    }

    /// <summary>False where the outermost corner of the grid shows something: nothing lies beyond a plane
    /// there.</summary>
    private bool CutsCornerOff(Vector3 outward)
    {
        var corner = Enumerable.Range(0, 8).Select(number => (number & 1) * (grid.Nx - 1)
            + grid.Nx * ((number >> 1 & 1) * (grid.Ny - 1) + grid.Ny * (number >> 2) * (grid.Nz - 1)))
            .MaxBy(cell => Vector3.Dot(Place(cell), outward));
        return !shows[corner];
    }

    /// <summary>The cells that show something and are the first or the last of a line through the grid: nothing lies
    /// outward of a plane, so that all that lie at one are among them.</summary>
    private int[] LineEnds()
    {
        int[] sizes = [grid.Nx, grid.Ny, grid.Nz];
        int[] steps = [1, grid.Nx, grid.Nx * grid.Ny];
        var ends = new HashSet<int>();
        for (var axis = 0; axis < 3; axis++)
        {
            var (one, other) = ((axis + 1) % 3, (axis + 2) % 3);
            for (var line = 0; line < sizes[one] * sizes[other]; line++)
            {
                var start = line % sizes[one] * steps[one] + line / sizes[one] * steps[other];
                var (first, last) = (0, sizes[axis] - 1);
                while (first <= last && !shows[start + first * steps[axis]])
                {
                    first++;
                }

                while (last > first && !shows[start + last * steps[axis]])
                {
                    last--;
                }

                if (first <= last)
                {
                    ends.Add(start + first * steps[axis]);
                    ends.Add(start + last * steps[axis]);
                }
            }
        }

        return [.. ends.Order().Take(ends.Count / LargestVector * LargestVector)];
    }

    private Vector3 Place(int cell)
    {
        var (i, j, k) = (cell % grid.Nx, cell / grid.Nx % grid.Ny, cell / grid.Nx / grid.Ny);
        var at = grid.Grid2World.Apply(i, j, k);
        return new((float)at.X, (float)at.Y, (float)at.Z);
    }

    /// <summary>Points evenly spread over a sphere: turned by the golden angle from one to the next, and equally far
    /// apart in height.</summary>
    private static Vector3 OnSphere(int number)
    {
        var height = 1 - (2 * number + 1.0) / Directions;
        var angle = number * Math.PI * (3 - Math.Sqrt(5));
        var radius = Math.Sqrt(1 - height * height);
        return new((float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle)), (float)height);
    }

    /// <summary>The normal near another at whose plane most lies.</summary>
    private (Vector3 Outward, double Area, float Offset) Refined(Vector3 outward)
    {
        var (area, offset) = AreaAt(outward, Near);
        foreach (var step in Steps)
        {
            while (Neighbours(outward, step).Select(at => (At: at, Of: AreaAt(at, Near))).MaxBy(one => one.Of.Area)
                is var best && best.Of.Area > area)
            {
                (outward, (area, offset)) = best;
            }
        }

        return (outward, area, offset);
    }

    private static IEnumerable<Vector3> Neighbours(Vector3 outward, float step)
    {
        var side = Vector3.Normalize(Vector3.Cross(
            outward, Math.Abs(outward.X) < 0.7f ? Vector3.UnitX : Vector3.UnitY));
        var other = Vector3.Cross(outward, side);
        return new[] { side, -side, other, -other }.Select(to => Vector3.Normalize(outward + step * to));
    }

    /// <summary>The area (cm2) that lies at the outermost plane of a direction, and where that plane is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Area, float Offset) AreaAt(Vector3 outward, float near)
    {
        var heights = new float[x.Length];
        var highest = new Vector<float>(float.MinValue);
        for (var i = 0; i < heights.Length; i += Vector<float>.Count)
        {
            var height = new Vector<float>(x, i) * outward.X + new Vector<float>(y, i) * outward.Y
                + new Vector<float>(z, i) * outward.Z;
            height.CopyTo(heights, i);
            highest = Vector.Max(highest, height);
        }

        var offset = Enumerable.Range(0, Vector<float>.Count).Max(lane => highest[lane]);
        var (lowest, count) = (new Vector<float>(offset - near), Vector<int>.Zero);
        for (var i = 0; i < heights.Length; i += Vector<float>.Count)
        {
            count -= Vector.GreaterThan(new Vector<float>(heights, i), lowest);
        }

        return (Vector.Sum(count) * cellArea, offset);
    }

    /// <summary>The dark share of what lies under a plane; at the plane itself, blank voxels are mixed with tissue.
    /// </summary>
    private double AirUnder(Vector3 outward, float offset)
    {
        var under = Enumerable.Range(0, shows.Length).Where(cell => shows[cell]
            && offset - Vector3.Dot(Place(cell), outward) is >= UnderFrom and < UnderTo);
        return under.Select(cell => isDark[cell] ? 1.0 : 0).DefaultIfEmpty().Average();
    }

    /// <summary>Volume (mL) clearly beyond a plane.</summary>
    private double Beyond(Vector3 outward, float offset) => grid.Milliliters(Enumerable.Range(0, shows.Length)
        .Count(cell => Vector3.Dot(Place(cell), outward) > offset + Clearly));
}
