using System.Runtime.CompilerServices;
using RefacePS.Compute;

namespace RefacePS.Volumes;

/// <summary>
/// Exact Euclidean distances on a grid, in linear time by lower envelopes of parabolas, an axis after the other
/// (Felzenszwalb and Huttenlocher, Theory of Computing 8:415, 2012).
/// </summary>
public static class DistanceTransform
{
    private const float Far = 1e12f;

    /// <summary>Lines that share the room for an envelope.</summary>
    private const int SlabSize = 64;

    /// <summary>Signed distance (mm) from every voxel centre to the border of a region: positive inside, negative
    /// outside.</summary>
    /// <param name="grid">The grid; its voxel size is honoured, its axes are taken as orthogonal.</param>
    /// <param name="inside">Whether a voxel (x fastest) is in the region.</param>
    public static float[] Signed(VoxelGrid grid, Func<int, bool> inside)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var toOutside = Squared(grid, i => !inside(i));
        var toInside = Squared(grid, inside);
        var half = grid.VoxelSize.Min() / 2;
        var result = new float[toOutside.Length];
        for (var i = 0; i < result.Length; i++)
        {
            // The border lies half a voxel from the nearest centre of the other side.
            result[i] = (float)(toOutside[i] > 0 ? Math.Sqrt(toOutside[i]) - half : half - Math.Sqrt(toInside[i]));
        }

        return result;
    }

    /// <summary>Squared distance (mm2) to the nearest voxel of the set.</summary>
    private static float[] Squared(VoxelGrid grid, Func<int, bool> isTarget)
    {
        var values = new float[grid.VoxelCount];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = isTarget(i) ? 0 : Far;
        }

        SweepAxis(values, grid.Nx, grid.Ny * grid.Nz, 1, line => line * grid.Nx, grid.VoxelSize[0]);
        SweepAxis(values, grid.Ny, grid.Nx * grid.Nz, grid.Nx, line =>
            line / grid.Nx * grid.Nx * grid.Ny + line % grid.Nx, grid.VoxelSize[1]);
        SweepAxis(values, grid.Nz, grid.Nx * grid.Ny, grid.Nx * grid.Ny, line => line, grid.VoxelSize[2]);
        return values;
    }

    private static void SweepAxis(float[] values, int length, int lines, int stride, Func<int, int> start,
        double spacing) =>
        Slabs.Run(lines, SlabSize, (first, end) =>
        {
            var envelope = new Envelope(length);
            for (var line = first; line < end; line++)
            {
                envelope.Run(values, start(line), stride, spacing);
            }
        });

    /// <summary>The lower envelope of one parabola a voxel along a line.</summary>
    private sealed class Envelope(int length)
    {
        private readonly double[] heights = new double[length];
        private readonly int[] apexes = new int[length];
        private readonly double[] borders = new double[length + 1];

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(float[] values, int start, int stride, double spacing)
        {
            var scale = spacing * spacing;
            var isLevel = true;
            for (var i = 0; i < length; i++)
            {
                var value = values[start + i * stride];
                isLevel &= value == values[start];
                heights[i] = value / scale;
            }

            // Of equal parabolas each is lowest at its own apex.
            if (isLevel)
            {
                return;
            }

            Build();
            var parabola = 0;
            for (var i = 0; i < length; i++)
            {
                while (borders[parabola + 1] < i)
                {
                    parabola++;
                }

                double offset = i - apexes[parabola];
                values[start + i * stride] = (float)((offset * offset + heights[apexes[parabola]]) * scale);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Build()
        {
            var last = 0;
            apexes[0] = 0;
            (borders[0], borders[1]) = (double.NegativeInfinity, double.PositiveInfinity);
            for (var i = 1; i < length; i++)
            {
                var border = Crossing(apexes[last], i);
                while (border <= borders[last])
                {
                    last--;
                    border = Crossing(apexes[last], i);
                }

                last++;
                apexes[last] = i;
                (borders[last], borders[last + 1]) = (border, double.PositiveInfinity);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private double Crossing(int left, int right) =>
            (heights[right] + (double)right * right - heights[left] - (double)left * left) / (2.0 * (right - left));
    }
}
