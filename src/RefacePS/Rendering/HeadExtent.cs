using System.Numerics;
using System.Runtime.CompilerServices;
using RefacePS.Compute;

namespace RefacePS.Rendering;

/// <summary>
/// The extent of a head along the world's axes, in mm. Planes that cut less than <see cref="LeastSection"/> of it do
/// not count, so that ears, hair and artefacts do not move a picture's frame.
/// </summary>
/// <param name="Low">Left, posterior, inferior ends.</param>
/// <param name="High">Right, anterior, superior ends.</param>
public readonly record struct HeadExtent(Vector3 Low, Vector3 High)
{
    /// <summary>Area in mm2.</summary>
    private const double LeastSection = 500;

    /// <summary>Measures the points of a field above a level; the whole field where no plane cuts enough of
    /// them.</summary>
    internal static HeadExtent Measure(ScalarField field, float level)
    {
        var corners = WorldCorners(field);
        var low = corners.Aggregate(Vector3.Min);
        var high = corners.Aggregate(Vector3.Max);
        var least = LeastSection / Math.Abs(field.Field2World.Determinant);
        var sections = CountSections(field, level, low, high);
        for (var axis = 0; axis < 3; axis++)
        {
            var first = Array.FindIndex(sections[axis], count => count >= least);
            if (first >= 0)
            {
                var last = Array.FindLastIndex(sections[axis], count => count >= least);
                (low[axis], high[axis]) = (low[axis] + first, low[axis] + last + 1);
            }
        }

        return new(low, high);
    }

    private static Vector3[] WorldCorners(ScalarField field)
    {
        var corners = new Vector3[8];
        for (var i = 0; i < 8; i++)
        {
            var (x, y, z) = field.Field2World.Apply((i & 1) * (field.Nx - 1), (i >> 1 & 1) * (field.Ny - 1),
                (i >> 2) * (field.Nz - 1));
            corners[i] = new((float)x, (float)y, (float)z);
        }

        return corners;
    }

    /// <summary>For each world axis, the points above the level in each slab of 1 mm from
    /// <paramref name="low"/>.</summary>
    private static int[][] CountSections(ScalarField field, float level, Vector3 low, Vector3 high)
    {
        var size = high - low;
        var slabs = Slabs.Collect(field.Nz, 16, (start, end) =>
        {
            int[][] sections = [new int[(int)size.X + 2], new int[(int)size.Y + 2], new int[(int)size.Z + 2]];
            for (var row = start * field.Ny; row < end * field.Ny; row++)
            {
                CountRow(field, row, level, low, sections);
            }

            return sections;
        });
        return [.. Enumerable.Range(0, 3).Select(axis => Enumerable.Range(0, slabs[0][axis].Length)
            .Select(section => slabs.Sum(slab => slab[axis][section])).ToArray())];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CountRow(ScalarField field, int row, float level, Vector3 low, int[][] sections)
    {
        var m = field.Field2World;
        var along = new Vector3((float)m.M11, (float)m.M21, (float)m.M31);
        var (x, y, z) = m.Apply(0, row % field.Ny, row / field.Ny);
        var start = new Vector3((float)x, (float)y, (float)z) - low;
        var values = field.Values.AsSpan(row * field.Nx, field.Nx);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] > level)
            {
                var position = start + i * along;
                sections[0][(int)position.X]++;
                sections[1][(int)position.Y]++;
                sections[2][(int)position.Z]++;
            }
        }
    }
}
