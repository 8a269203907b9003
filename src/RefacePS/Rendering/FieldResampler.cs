using System.Buffers;
using RefacePS.Compute;

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
        int[] shape = [source.Nx, source.Ny, source.Nz];
        var spacing = Math.Max(
            Spacing, Enumerable.Range(0, 3).Max(axis => shape[axis] * source.PointDistance(axis)) / MostPoints);
        var steps = Array.ConvertAll([0, 1, 2], axis => spacing / source.PointDistance(axis));
        var taps = Array.ConvertAll([0, 1, 2], axis => ResamplingTaps.Of(
            shape[axis], steps[axis], KnotDistanceInVoxels(source.PointDistance(axis), shape[axis]), Border));
        var area = checked(taps[0].Points * taps[1].Points);
        var values = GC.AllocateUninitializedArray<float>(checked(area * taps[2].Points));
        // As large as the scan, and needed here alone: the next picture takes the same pages again.
        var planes = ArrayPool<float>.Shared.Rent(checked(area * source.Nz));
        try
        {
            AlongPlanes(source, taps[0], taps[1], planes, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            AcrossPlanes(planes, source.Nz, area, taps[2], values);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(planes);
        }

        var target2Source = AffineMatrix.Translation(
            (source.Nx - 1) / 2.0, (source.Ny - 1) / 2.0, (source.Nz - 1) / 2.0)
            * AffineMatrix.Scale(steps[0], steps[1], steps[2])
            * AffineMatrix.Translation(
                -(taps[0].Points - 1) / 2.0, -(taps[1].Points - 1) / 2.0, -(taps[2].Points - 1) / 2.0);
        return new(values, taps[0].Points, taps[1].Points, taps[2].Points, source.Field2World * target2Source);
    }

    private static double KnotDistanceInVoxels(double voxelSize, int count) =>
        Math.Clamp(Math.Clamp(KnotDistance * voxelSize, LeastKnotDistance, MostKnotDistance) / voxelSize, 1, count);

    /// <summary>Brings the rows and the columns of every slice to the new grid.</summary>
    private static unsafe void AlongPlanes(ScalarField source, ResamplingTaps x, ResamplingTaps y, float[] target,
        CancellationToken cancel)
    {
        var (nx, ny) = (source.Nx, source.Ny);
        Slabs.Run(source.Nz, 1, (slice, _) =>
        {
            if (cancel.IsCancellationRequested)
            {
                return;
            }

            var room = new float[nx + 2 * x.Reach + ny * x.Points];
            fixed (float* padded = room, from = &source.Values[slice * nx * ny],
                to = &target[(nint)slice * x.Points * y.Points])
            {
                var rows = padded + nx + 2 * x.Reach;
                for (var row = 0; row < ny; row++)
                {
                    var here = new ReadOnlySpan<float>(from + row * nx, nx);
                    new Span<float>(padded, x.Reach).Fill(here[0]);
                    here.CopyTo(new Span<float>(padded + x.Reach, nx));
                    new Span<float>(padded + x.Reach + nx, x.Reach).Fill(here[^1]);
                    x.AlongRow(padded + x.Reach, rows + row * x.Points);
                }

                y.AcrossRows(rows, x.Points, ny, 0, y.Points, to);
            }
        });
    }

    /// <summary>Brings the lines across all slices to the new grid.</summary>
    private static unsafe void AcrossPlanes(float[] planes, int count, int area, ResamplingTaps z, float[] target)
    {
        Slabs.Run(z.Points, 2, (start, end) =>
        {
            fixed (float* from = planes, to = &target[(nint)start * area])
            {
                z.AcrossRows(from, area, count, start, end, to);
            }
        });
    }
}
