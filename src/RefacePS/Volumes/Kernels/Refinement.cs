using System.Runtime.CompilerServices;
using RefacePS.Compute;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace RefacePS.Volumes.Kernels;

/// <summary>
/// An image interpolated (trilinear) to a finer grid over the same field of view, a row at a time, so that what only
/// asks something of every voxel needs no memory for all of them.
/// </summary>
internal readonly unsafe struct Refinement
{
    private readonly float* values;
    private readonly (int Nz, int Ny, int Nx) coarse;
    private readonly (int Nz, int Ny, int Nx) fine;

    /// <summary>Prepares to refine.</summary>
    /// <param name="values">The image, [nz, ny, nx].</param>
    /// <param name="coarse">Its sides: slices, rows, columns.</param>
    /// <param name="fine">Sides of the finer grid.</param>
    public Refinement(float* values, (int Nz, int Ny, int Nx) coarse, (int Nz, int Ny, int Nx) fine)
    {
        this.values = values;
        (this.coarse, this.fine) = (coarse, fine);
    }

    /// <summary>Does something with a row of interpolated values.</summary>
    /// <param name="values">The row.</param>
    /// <param name="first">Number of its first voxel, x fastest.</param>
    public delegate void UseRow(ReadOnlySpan<float> values, long first);

    /// <summary>Makes all rows, slices in parallel.</summary>
    public void ForRows(UseRow use)
    {
        var self = this;
        var columns = Places(fine.Nx, coarse.Nx);
        var rows = Places(fine.Ny, coarse.Ny);
        var slices = Places(fine.Nz, coarse.Nz);
        Slabs.Run(fine.Nz, 4, [MethodImpl(AggressiveOptimization)] (start, end) =>
        {
            for (var slice = start; slice < end; slice++)
            {
                self.Slice(slice, slices[slice], rows, columns, use);
            }
        });
    }

    [MethodImpl(AggressiveOptimization)]
    private void Slice(int slice, Place at, Place[] rows, Place[] columns, UseRow use)
    {
        var area = coarse.Ny * coarse.Nx;
        var room = new float[area + coarse.Nx + fine.Nx];
        fixed (float* plane = room)
        {
            Rows.Mix(values + (nint)at.First * area, values + (nint)at.Second * area, at.Share, plane, area);
            var line = plane + area;
            var row = room.AsSpan(area + coarse.Nx);
            for (var j = 0; j < rows.Length; j++)
            {
                var place = rows[j];
                Rows.Mix(plane + place.First * coarse.Nx, plane + place.Second * coarse.Nx, place.Share, line,
                    coarse.Nx);
                for (var i = 0; i < columns.Length; i++)
                {
                    var (first, second, share) = columns[i];
                    row[i] = line[first] + (line[second] - line[first]) * share;
                }

                use(row, ((long)slice * fine.Ny + j) * fine.Nx);
            }
        }
    }

    /// <summary>Positions of the voxels of a finer axis between those of a coarser one; before the first centre and
    /// after the last the nearest counts.</summary>
    private static Place[] Places(int fine, int coarse)
    {
        var places = new Place[fine];
        for (var i = 0; i < fine; i++)
        {
            var position = Math.Max(0, (i + 0.5) * coarse / fine - 0.5);
            var first = Math.Min((int)position, coarse - 1);
            places[i] = new(first, Math.Min(first + 1, coarse - 1), (float)(position - first));
        }

        return places;
    }

    private readonly record struct Place(int First, int Second, float Share);
}
