using System.Runtime.CompilerServices;
using RefacePS.Compute;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace RefacePS.Volumes.Kernels;

/// <summary>Separable Gaussian smoothing; edges are repeated.</summary>
internal sealed unsafe class GaussianFilter
{
    private readonly int radius;
    private readonly float[] weights;

    /// <summary>Prepares a filter.</summary>
    /// <param name="sigma">Standard deviation in voxels, above 0; the tails are cut at three of them.</param>
    public GaussianFilter(double sigma)
    {
        radius = (int)Math.Ceiling(3 * sigma);
        var taps = Enumerable.Range(-radius, 2 * radius + 1).Select(i => Math.Exp(-0.5 * i * i / (sigma * sigma)))
            .ToArray();
        var sum = taps.Sum();
        weights = Array.ConvertAll(taps, tap => (float)(tap / sum));
    }

    /// <summary>Smooths images, one after the other.</summary>
    /// <param name="from">The images.</param>
    /// <param name="images">How many there are.</param>
    /// <param name="shape">Sides of each: slices, rows, columns.</param>
    /// <param name="between">Room for all images, which is overwritten.</param>
    /// <param name="to">The smooth images; may be where they came from.</param>
    public void Run(float* from, int images, (int Nz, int Ny, int Nx) shape, float* between, float* to)
    {
        var (nz, ny, nx) = shape;
        var slice = ny * nx;
        Slabs.Run(images * nz, 1, (plane, _) => SmoothPlane(from + (nint)plane * slice, ny, nx,
            between + (nint)plane * slice));
        Slabs.Run(images * ny, 4, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            var rows = stackalloc float*[weights.Length];
            for (var line = start; line < end; line++)
            {
                var (image, row) = Math.DivRem(line, ny);
                var offset = (nint)image * nz * slice + row * nx;
                SumRows(between + offset, slice, nz, nx, rows, to + offset);
            }
        });
    }

    [MethodImpl(AggressiveOptimization)]
    private void SmoothPlane(float* from, int ny, int nx, float* to)
    {
        var plane = new float[(nx + 2 * radius) + ny * nx];
        var rows = stackalloc float*[weights.Length];
        fixed (float* padded = plane, taps = weights)
        {
            var smooth = padded + nx + 2 * radius;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                rows[tap] = padded + tap;
            }

            for (var row = 0; row < ny; row++)
            {
                var source = from + (nint)row * nx;
                new Span<float>(padded, radius).Fill(source[0]);
                new ReadOnlySpan<float>(source, nx).CopyTo(new Span<float>(padded + radius, nx));
                new Span<float>(padded + radius + nx, radius).Fill(source[nx - 1]);
                Rows.WeightedSum(rows, taps, weights.Length, smooth + (nint)row * nx, nx);
            }

            SumRows(smooth, nx, ny, nx, rows, to);
        }
    }

    /// <summary>Smooths across rows that lie a stride apart, in both memories.</summary>
    [MethodImpl(AggressiveOptimization)]
    private void SumRows(float* from, int stride, int count, int length, float** rows, float* to)
    {
        fixed (float* taps = weights)
        {
            for (var row = 0; row < count; row++)
            {
                for (var tap = 0; tap < weights.Length; tap++)
                {
                    rows[tap] = from + (nint)Math.Clamp(row + tap - radius, 0, count - 1) * stride;
                }

                Rows.WeightedSum(rows, taps, weights.Length, to + (nint)row * stride, length);
            }
        }
    }
}
