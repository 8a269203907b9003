using System.Runtime.CompilerServices;
using RefacePS.Compute;

namespace RefacePS.Volumes.Kernels;

/// <summary>
/// Means of the blocks of voxels that the voxels of a coarser grid cover, wholly or in part; an axis that is not
/// coarser is repeated.
/// </summary>
internal static unsafe class BlockMeans
{
    /// <summary>Fills a coarser image.</summary>
    /// <param name="addRow">Adds a row of the image.</param>
    /// <param name="fine">Its sides: slices, rows, columns.</param>
    /// <param name="to">The coarser image.</param>
    /// <param name="coarse">Its sides.</param>
    public static void Fill(AddRow addRow, (int Nz, int Ny, int Nx) fine, float* to, (int Nz, int Ny, int Nx) coarse) =>
        Slabs.Run(coarse.Nz, 1, (slice, _) => FillSlice(addRow, fine, to + (nint)slice * coarse.Ny * coarse.Nx, coarse,
            Block(slice, fine.Nz, coarse.Nz)));

    /// <summary>Adds a row of an image to sums.</summary>
    /// <param name="first">Number of its first voxel, x fastest.</param>
    /// <param name="sums">As many sums as a row has voxels.</param>
    public delegate void AddRow(nint first, float* sums);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillSlice(AddRow addRow, (int Nz, int Ny, int Nx) fine, float* to,
        (int Nz, int Ny, int Nx) coarse, (int Start, int End) slices)
    {
        var sums = new float[fine.Nx];
        fixed (float* sum = sums)
        {
            for (var j = 0; j < coarse.Ny; j++)
            {
                var rows = Block(j, fine.Ny, coarse.Ny);
                sums.AsSpan().Clear();
                for (var slice = slices.Start; slice < slices.End; slice++)
                {
                    for (var row = rows.Start; row < rows.End; row++)
                    {
                        addRow(((nint)slice * fine.Ny + row) * fine.Nx, sum);
                    }
                }

                var lines = (slices.End - slices.Start) * (rows.End - rows.Start);
                for (var i = 0; i < coarse.Nx; i++)
                {
                    var (start, end) = Block(i, fine.Nx, coarse.Nx);
                    var total = 0f;
                    for (var column = start; column < end; column++)
                    {
                        total += sum[column];
                    }

                    to[j * coarse.Nx + i] = total / (lines * (end - start));
                }
            }
        }
    }

    /// <summary>The voxels of an axis that a coarser voxel covers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Start, int End) Block(int index, int fine, int coarse) =>
        ((int)((long)index * fine / coarse), (int)(((long)(index + 1) * fine + coarse - 1) / coarse));
}
