using System.Runtime.CompilerServices;

namespace RefacePS.Rendering;

/// <summary>
/// Finds the largest face-connected (6-neighbour) set of grid points above a level: runs along x, joined by
/// union-find where runs of neighbouring rows overlap.
/// </summary>
internal sealed class LargestComponent
{
    private readonly record struct Run(int Row, int Start, int End);

    private readonly List<Run> runs = [];
    private readonly List<int> parents = [];
    private readonly int[] firstRunOfRow;
    private readonly ScalarField field;

    private LargestComponent(ScalarField field, float level)
    {
        this.field = field;
        firstRunOfRow = new int[field.Ny * field.Nz + 1];
        for (var row = 0; row < field.Ny * field.Nz; row++)
        {
            firstRunOfRow[row] = runs.Count;
            AddRuns(row, level);
            firstRunOfRow[row + 1] = runs.Count;
            if (row % field.Ny > 0)
            {
                Join(row, row - 1);
            }

            if (row >= field.Ny)
            {
                Join(row, row - field.Ny);
            }
        }
    }

    /// <summary>Sets every point above <paramref name="level"/> that is not in the largest component to
    /// <paramref name="air"/>.</summary>
    public static void Isolate(ScalarField field, float level, float air)
    {
        var components = new LargestComponent(field, level);
        var largest = components.LargestRoot();
        for (var run = 0; run < components.runs.Count; run++)
        {
            if (components.Root(run) != largest)
            {
                var (row, start, end) = components.runs[run];
                field.Values.AsSpan(row * field.Nx + start, end - start).Fill(air);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRuns(int row, float level)
    {
        var values = field.Values.AsSpan(row * field.Nx, field.Nx);
        for (var x = 0; x < values.Length; x++)
        {
            var start = x;
            while (x < values.Length && values[x] > level)
            {
                x++;
            }

            if (x > start)
            {
                parents.Add(runs.Count);
                runs.Add(new(row, start, x));
            }
        }
    }

    private void Join(int row, int otherRow)
    {
        var (i, j) = (firstRunOfRow[row], firstRunOfRow[otherRow]);
        while (i < firstRunOfRow[row + 1] && j < firstRunOfRow[otherRow + 1])
        {
            if (Math.Max(runs[i].Start, runs[j].Start) < Math.Min(runs[i].End, runs[j].End))
            {
                var (a, b) = (Root(i), Root(j));
                parents[Math.Max(a, b)] = Math.Min(a, b);
            }

            _ = runs[i].End < runs[j].End ? i++ : j++;
        }
    }

    private int Root(int run)
    {
        while (parents[run] != run)
        {
            run = parents[run] = parents[parents[run]];
        }

        return run;
    }

    private int LargestRoot()
    {
        var sizes = new long[runs.Count];
        for (var run = 0; run < runs.Count; run++)
        {
            sizes[Root(run)] += runs[run].End - runs[run].Start;
        }

        return Array.IndexOf(sizes, sizes.DefaultIfEmpty().Max());
    }
}
