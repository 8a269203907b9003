using System.Runtime.CompilerServices;
using RefacePS.Compute;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace RefacePS.Volumes.Kernels;

/// <summary>The largest value in a cube round each voxel, an axis after the other; what lies outside does not
/// count.</summary>
internal static unsafe class CubeMaximum
{
    /// <summary>Fills an image.</summary>
    /// <param name="from">The image, [nz, ny, nx].</param>
    /// <param name="shape">Its sides: slices, rows, columns.</param>
    /// <param name="reach">Voxels on every side.</param>
    /// <param name="between">Room for an image, which is overwritten.</param>
    /// <param name="to">Filled in.</param>
    public static void Fill(float* from, (int Nz, int Ny, int Nx) shape, int reach, float* between, float* to)
    {
        var (nz, ny, nx) = shape;
        var slice = (nint)ny * nx;
        Slabs.Run(nz, 1, [MethodImpl(AggressiveOptimization)] (k, _) =>
        {
            for (var row = 0; row < ny; row++)
            {
                AlongRow(from + k * slice + (nint)row * nx, nx, reach, to + k * slice + (nint)row * nx);
            }

            Across(to + k * slice, nx, ny, nx, reach, between + k * slice);
        });
        Slabs.Run(ny, 4, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            for (var row = start; row < end; row++)
            {
                Across(between + (nint)row * nx, slice, nz, nx, reach, to + (nint)row * nx);
            }
        });
    }

    private static void AlongRow(float* from, int length, int reach, float* to)
    {
        new ReadOnlySpan<float>(from, length).CopyTo(new Span<float>(to, length));
        for (var shift = 1; shift <= Math.Min(reach, length - 1); shift++)
        {
            Rows.Raise(from + shift, to, length - shift);
            Rows.Raise(from, to + shift, length - shift);
        }
    }

    /// <summary>Across rows that lie a stride apart, in both memories.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Across(float* from, nint stride, int count, int length, int reach, float* to)
    {
        for (var row = 0; row < count; row++)
        {
            new ReadOnlySpan<float>(from + row * stride, length).CopyTo(new Span<float>(to + row * stride, length));
            for (var other = Math.Max(0, row - reach); other <= Math.Min(count - 1, row + reach); other++)
            {
                if (other != row)
                {
                    Rows.Raise(from + other * stride, to + row * stride, length);
                }
            }
        }
    }
}
