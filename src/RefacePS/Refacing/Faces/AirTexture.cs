using System.Runtime.CompilerServices;
using RefacePS.Compute;
using RefacePS.Volumes;

namespace RefacePS.Refacing.Faces;

/// <summary>
/// Random shares for the voxels of artificial air that go together with those of their neighbours as the scan's own air
/// does: scans that were interpolated have air with a grain, and white noise beside it would be seen.
/// </summary>
internal sealed class AirTexture
{
    /// <summary>Three weights (a, 1, a) make no neighbours more alike than 0.707.</summary>
    private const double MostAlike = 0.7;

    /// <summary>Lines that a thread takes at once: one alone is too little work.</summary>
    private const int LinesOfSlab = 64;

    /// <summary>Keeps the texture from the numbers that the noise of tissue takes.</summary>
    private const ulong Stream = 0x5851_F42D_4C95_7F2D;

    private readonly VoxelGrid grid;
    private readonly int[] first;
    private readonly int[] size;
    private readonly float[] values;

    /// <summary>Draws the texture for all voxels of a box that holds a region.</summary>
    /// <param name="grid">The grid of the scan.</param>
    /// <param name="region">The region; null for the whole grid.</param>
    /// <param name="alike">Correlation of air with its next neighbour along the three axes.</param>
    /// <param name="noise">Chance.</param>
    public AirTexture(VoxelGrid grid, Mask? region, IReadOnlyList<double> alike, VoxelNoise noise)
    {
        this.grid = grid;
        (first, size) = Box(grid, region);
        values = White(new VoxelNoise(noise.Seed ^ Stream));
        for (var axis = 0; axis < 3; axis++)
        {
            Blend(axis, Math.Clamp(alike[axis], 0, MostAlike));
        }
    }

    /// <summary>A share of 0 up to but not including 1, drawn evenly, for a voxel of the region (x fastest).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Share(int voxel)
    {
        var (line, i) = Math.DivRem(voxel, grid.Nx);
        var (k, j) = Math.DivRem(line, grid.Ny);
        return NormalShare(values[At(i - first[0], j - first[1], k - first[2])]);
    }

    /// <summary>The smallest box, one voxel wider on every side, so that all voxels have neighbours.</summary>
    private static (int[] First, int[] Size) Box(VoxelGrid grid, Mask? region)
    {
        int[] low = [0, 0, 0];
        int[] high = [grid.Nx - 1, grid.Ny - 1, grid.Nz - 1];
        if (region is not null)
        {
            (low, high) = (high, low);
            var inside = region.Voxels.Span;
            for (var voxel = 0; voxel < inside.Length; voxel++)
            {
                if (inside[voxel] != 0)
                {
                    var (line, i) = Math.DivRem(voxel, grid.Nx);
                    var (k, j) = Math.DivRem(line, grid.Ny);
                    (low[0], low[1], low[2]) = (Math.Min(low[0], i), Math.Min(low[1], j), Math.Min(low[2], k));
                    (high[0], high[1], high[2]) = (Math.Max(high[0], i), Math.Max(high[1], j), Math.Max(high[2], k));
                }
            }
        }

        return ([.. low.Select(index => index - 1)], [.. low.Zip(high, (from, to) => Math.Max(0, to - from + 1) + 2)]);
    }

    private int At(int i, int j, int k) => (k * size[1] + j) * size[0] + i;

    private float[] White(VoxelNoise chance)
    {
        // Numbers go by a voxel's place in the scan and not in the box.
        var white = new float[size[0] * size[1] * size[2]];
        ForLines(size[1] * size[2], line =>
        {
            var (k, j) = Math.DivRem(line, size[1]);
            var start = ((k + first[2] + 1) * (grid.Ny + 2) + j + first[1] + 1) * (grid.Nx + 2) + first[0] + 1;
            for (var i = 0; i < size[0]; i++)
            {
                white[line * size[0] + i] = (float)chance.Normal(start + i);
            }
        });
        return white;
    }

    /// <summary>Weighs each voxel with its two neighbours along an axis, so that neighbours are as much alike as they
    /// shall be and deviations stay 1.</summary>
    private void Blend(int axis, double alike)
    {
        if (alike == 0)
        {
            return;
        }

        // Neighbours of (a, 1, a) correlate by 2a / (1 + 2a^2).
        var a = (1 - Math.Sqrt(1 - 2 * alike * alike)) / (2 * alike);
        var centre = (float)(1 / Math.Sqrt(1 + 2 * a * a));
        var side = (float)a * centre;
        if (axis == 0)
        {
            ForLines(size[1] * size[2], line => BlendRow(values.AsSpan(line * size[0], size[0]), centre, side));
            return;
        }

        // Rows that lie side by side are blended together, so that memory is read as it lies.
        var (step, lines) = axis == 1 ? (size[0], size[2]) : (size[0] * size[1], size[1]);
        var between = axis == 1 ? size[0] * size[1] : size[0];
        Slabs.Run(lines, 1, (line, _) => BlendRows(line * between, step, size[axis], centre, side));
    }

    private static void ForLines(int count, Action<int> work) => Slabs.Run(count, LinesOfSlab, (start, end) =>
    {
        for (var line = start; line < end; line++)
        {
            work(line);
        }
    });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BlendRow(Span<float> row, float centre, float side)
    {
        var before = 0f;
        for (var i = 0; i < row.Length; i++)
        {
            var (here, after) = (row[i], i + 1 < row.Length ? row[i + 1] : 0f);
            row[i] = centre * here + side * (before + after);
            before = here;
        }
    }

    private void BlendRows(int start, int step, int count, float centre, float side)
    {
        var length = size[0];
        var (before, here, none) = (new float[length], new float[length], new float[length]);
        for (var row = 0; row < count; row++)
        {
            var at = values.AsSpan(start + row * step, length);
            var after = row + 1 < count ? values.AsSpan(start + (row + 1) * step, length) : none;
            at.CopyTo(here);
            for (var i = 0; i < length; i++)
            {
                at[i] = centre * here[i] + side * (before[i] + after[i]);
            }

            (before, here) = (here, before);
        }
    }

    /// <summary>The share of a standard normal distribution below a value: Abramowitz and Stegun, formula 26.2.17, to
    /// 1e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double NormalShare(double value)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(value));
        var series = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        var tail = Math.Exp(-value * value / 2) / Math.Sqrt(2 * Math.PI) * series;
        return Math.Clamp(value < 0 ? tail : 1 - tail, 0, 1 - 1e-9);
    }
}
