using System.Numerics;

namespace RefacePS.Rendering;

/// <summary>
/// Brings a volume to 1 mm in every direction with the cubic B-spline as a smoothing kernel (no prefilter: Unser,
/// IEEE Signal Processing Magazine 16(6), 1999). The result has continuous curvature, so that 2 mm voxels do not show
/// as facets, and noise finer than the kernel is gone.
/// </summary>
internal static class FieldResampler
{
    /// <summary>Distance between grid points of the result, in mm, where the field of view is no more than
    /// <see cref="MostPoints"/> of them long.</summary>
    private const double Spacing = 1;

    private const int MostPoints = 512;

    /// <summary>Grid points added on every side, so that a head cut by the field of view has a closed
    /// surface.</summary>
    public const int Border = 3;

    /// <summary>
    /// Distance between the kernel's knots in voxels, within limits in mm; the kernel's standard deviation is that over
    /// the root of 3. Chosen by eye on 1 mm and 2 mm heads: less shows the voxels' staircase, more blurs eyelids.
    /// </summary>
    private const double KnotDistance = 1.6;
    private const double LeastKnotDistance = 1.5;
    private const double MostKnotDistance = 3.2;

    /// <summary>Resamples a field, all of whose values are finite.</summary>
    public static ScalarField Resample(ScalarField source, CancellationToken cancellationToken)
    {
        var values = source.Values;
        int[] shape = [source.Nx, source.Ny, source.Nz];
        var spacing = Math.Max(
            Spacing, Enumerable.Range(0, 3).Max(axis => shape[axis] * source.PointDistance(axis)) / MostPoints);
        var steps = new double[3];
        for (var axis = 0; axis < 3; axis++)
        {
            var voxelSize = source.PointDistance(axis);
            steps[axis] = spacing / voxelSize;
            var taps = Taps(shape[axis], steps[axis], KnotDistanceInVoxels(voxelSize, shape[axis]));
            values = ResampleAxis(values, shape, axis, taps, cancellationToken);
            shape[axis] = taps.Length;
        }

        var target2Source = AffineMatrix.Translation(
            (source.Nx - 1) / 2.0, (source.Ny - 1) / 2.0, (source.Nz - 1) / 2.0)
            * AffineMatrix.Scale(steps[0], steps[1], steps[2])
            * AffineMatrix.Translation(-(shape[0] - 1) / 2.0, -(shape[1] - 1) / 2.0, -(shape[2] - 1) / 2.0);
        return new(values, shape[0], shape[1], shape[2], source.Field2World * target2Source);
    }

    private static double KnotDistanceInVoxels(double voxelSize, int count) =>
        Math.Clamp(Math.Clamp(KnotDistance * voxelSize, LeastKnotDistance, MostKnotDistance) / voxelSize, 1, count);

    /// <summary>
    /// The voxels, clamped to the row, that each new grid point is the weighted mean of. The points lie evenly about
    /// the centre, so that a volume stored back to front gives the same surface.
    /// </summary>
    private static (int Voxel, float Weight)[][] Taps(int count, double step, double knotDistance)
    {
        var half = (int)Math.Ceiling((count - 1) / 2.0 / step) + Border;
        var taps = new (int, float)[2 * half + 1][];
        for (var point = 0; point < taps.Length; point++)
        {
            var position = (count - 1) / 2.0 + (point - half) * step;
            var first = (int)Math.Ceiling(position - 2 * knotDistance);
            var weights = new double[(int)Math.Floor(position + 2 * knotDistance) - first + 1];
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] = CubicBSpline((first + i - position) / knotDistance);
            }

            var sum = weights.Sum();
            taps[point] =
                [.. weights.Select((weight, i) => (Math.Clamp(first + i, 0, count - 1), (float)(weight / sum)))];
        }

        return taps;
    }

    private static double CubicBSpline(double x)
    {
        var distance = Math.Abs(x);
        var outer = Math.Max(0, 2 - distance);
        var inner = Math.Max(0, 1 - distance);
        return (outer * outer * outer - 4 * inner * inner * inner) / 6;
    }

    private static float[] ResampleAxis(
        float[] source, int[] shape, int axis, (int Voxel, float Weight)[][] taps, CancellationToken cancellationToken)
    {
        var inner = shape.Take(axis).Aggregate(1, (product, n) => product * n);
        var outer = shape.Skip(axis + 1).Aggregate(1, (product, n) => product * n);
        var target = new float[checked(inner * outer * taps.Length)];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        var (oldBlock, newBlock) = (shape[axis] * inner, taps.Length * inner);
        if (inner == 1)
        {
            Parallel.For(
                0, outer, options, block =>
                    WeighVoxels(source.AsSpan(block * oldBlock, oldBlock),
                        target.AsSpan(block * newBlock, newBlock), taps));
        }
        else
        {
            Parallel.For(0, outer * taps.Length, options, row => WeighRows(
                source.AsSpan(row / taps.Length * oldBlock, oldBlock), target.AsSpan(row * inner, inner),
                taps[row % taps.Length]));
        }

        return target;
    }

    private static void WeighVoxels(ReadOnlySpan<float> from, Span<float> to, (int Voxel, float Weight)[][] taps)
    {
        for (var point = 0; point < taps.Length; point++)
        {
            var sum = 0f;
            foreach (var (voxel, weight) in taps[point])
            {
                sum += weight * from[voxel];
            }

            to[point] = sum;
        }
    }

    private static void WeighRows(ReadOnlySpan<float> from, Span<float> to, (int Voxel, float Weight)[] taps)
    {
        foreach (var (voxel, weight) in taps)
        {
            AddWeighted(from.Slice(voxel * to.Length, to.Length), weight, to);
        }
    }

    private static void AddWeighted(ReadOnlySpan<float> values, float weight, Span<float> sum)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sum[i..]) + weight * new Vector<float>(values[i..])).CopyTo(sum[i..]);
        }

        for (; i < sum.Length; i++)
        {
            sum[i] += weight * values[i];
        }
    }
}
