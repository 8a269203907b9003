using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RefacePS.Volumes.Kernels;

namespace RefacePS.Rendering;

/// <summary>The voxels of an axis that each new grid point is the weighted mean of.</summary>
internal sealed unsafe class ResamplingTaps
{
    private static int Width => Vector256<float>.Count;

    private readonly int[] first;
    private readonly float[] weights;
    private readonly int count;

    private ResamplingTaps(int[] first, float[] weights, int reach)
    {
        (this.first, this.weights, Reach) = (first, weights, reach);
        count = weights.Length / first.Length;
    }

    /// <summary>New grid points.</summary>
    public int Points => first.Length;

    /// <summary>Voxels that are asked beyond the ends of the axis at most; the last counts for them.</summary>
    public int Reach { get; }

    /// <summary>
    /// Taps of the cubic B-spline. The points lie evenly about the centre, so that a volume stored back to front gives
    /// the same surface.
    /// </summary>
    /// <param name="voxels">Voxels along the axis.</param>
    /// <param name="step">Distance of points in voxels.</param>
    /// <param name="knotDistance">Distance of the kernel's knots in voxels.</param>
    /// <param name="border">Points beyond the outermost voxels.</param>
    public static ResamplingTaps Of(int voxels, double step, double knotDistance, int border)
    {
        var half = (int)Math.Ceiling((voxels - 1) / 2.0 / step) + border;
        var (points, needed) = (2 * half + 1, (int)Math.Floor(4 * knotDistance) + 1);
        var count = (needed + Width - 1) / Width * Width;
        var (first, weights) = (new int[points], new float[points * count]);
        for (var point = 0; point < points; point++)
        {
            var position = (voxels - 1) / 2.0 + (point - half) * step;
            first[point] = (int)Math.Ceiling(position - 2 * knotDistance);
            var values = new double[count];
            for (var tap = 0; tap < needed; tap++)
            {
                values[tap] = CubicBSpline((first[point] + tap - position) / knotDistance);
            }

            var sum = values.Sum();
            for (var tap = 0; tap < count; tap++)
            {
                weights[point * count + tap] = (float)(values[tap] / sum);
            }
        }

        return new(first, weights, Math.Max(-first[0], first[^1] + count - voxels));
    }

    /// <summary>Brings a row to the new grid.</summary>
    /// <param name="from">The row, with <see cref="Reach"/> more numbers on both sides.</param>
    /// <param name="to">The new row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AlongRow(float* from, float* to)
    {
        fixed (float* all = weights)
        {
            for (var point = 0; point < first.Length; point++)
            {
                var sum = Vector256<float>.Zero;
                for (var tap = 0; tap < count; tap += Width)
                {
                    sum += Vector256.Load(all + point * count + tap) * Vector256.Load(from + first[point] + tap);
                }

                to[point] = Vector256.Sum(sum);
            }
        }
    }

    /// <summary>Brings lines across rows to the new grid: some of the new rows.</summary>
    /// <param name="from">The rows.</param>
    /// <param name="length">Length of a row.</param>
    /// <param name="voxels">How many rows there are.</param>
    /// <param name="start">The first new row.</param>
    /// <param name="end">The one after the last.</param>
    /// <param name="to">Where the first new row goes; the others follow.</param>
    public void AcrossRows(float* from, int length, int voxels, int start, int end, float* to)
    {
        var rows = stackalloc float*[count];
        fixed (float* all = weights)
        {
            for (var point = start; point < end; point++)
            {
                // The last taps are padding.
                var used = count;
                while (used > 1 && all[point * count + used - 1] == 0)
                {
                    used--;
                }

                for (var tap = 0; tap < used; tap++)
                {
                    rows[tap] = from + (nint)Math.Clamp(first[point] + tap, 0, voxels - 1) * length;
                }

                Rows.WeightedSum(rows, all + point * count, used, to + (nint)(point - start) * length, length);
            }
        }
    }

    private static double CubicBSpline(double x)
    {
        var distance = Math.Abs(x);
        var outer = Math.Max(0, 2 - distance);
        var inner = Math.Max(0, 1 - distance);
        return (outer * outer * outer - 4 * inner * inner * inner) / 6;
    }
}
