using System.Runtime.CompilerServices;
using RefacePS.Compute;
using RefacePS.Volumes;

namespace RefacePS.Refacing.Faces;

/// <summary>
/// Carries a generated face to the scan's own grid and stores it there as the scanner would have recorded it.
/// </summary>
/// <param name="face">Generated intensities.</param>
/// <param name="scan2Atlas">World of the scan to world of the atlas.</param>
/// <param name="finish">Generated intensity to real value.</param>
internal sealed class FacePainter(IDrawnFace face, AffineMatrix scan2Atlas, FaceIntensity finish)
{
    /// <summary>Slices that share the room for one; few, since the face lies in some slices alone and threads are to
    /// have alike much to do.</summary>
    private const int SlicesOfSlab = 2;

    /// <summary>The farthest (mm) from each other that points of a voxel are asked, and what more (mm) is put up
    /// with.</summary>
    private const double PointSpacing = 1.5;
    private const double Slack = 0.55;

    /// <summary>
    /// Fills the voxels of one frame that <paramref name="region"/> holds; without a region, all that the generator
    /// draws. What of a region it does not draw becomes air.
    /// </summary>
    /// <param name="volume">Gives grid, type and scaling.</param>
    /// <param name="region">What to fill, or null.</param>
    /// <param name="frame">The stored voxels of the frame.</param>
    public void Paint(Volume volume, Mask? region, Memory<byte> frame)
    {
        var (grid, area) = (volume.Grid, volume.Grid.Nx * volume.Grid.Ny);
        var (grid2Atlas, size) = (scan2Atlas * grid.Grid2World, volume.VoxelType.ByteSize());
        var points = PointsOfVoxel(grid, grid2Atlas);
        Slabs.Run(grid.Nz, SlicesOfSlab, (start, end) =>
        {
            var slice = new Slice(area, size);
            for (var k = start; k < end; k++)
            {
                slice.Painted.AsSpan().Clear();
                region?.Voxels.Span.Slice(k * area, area).CopyTo(slice.Painted);
                if (Draw(grid, grid2Atlas, points, k, region is null, slice))
                {
                    VoxelConversion.Encode(slice.Real, volume, slice.Stored);
                    Store(slice, size, frame.Span.Slice(k * area * size, area * size));
                }
            }
        });
    }

    /// <summary>
    /// Points of a voxel, mm of the atlas from its centre. A scanner records the mean over a voxel: of a thick slice
    /// the centre alone would tell a sharp edge, and edges of neighbouring slices would lie like stairs.
    /// </summary>
    private static (double X, double Y, double Z)[] PointsOfVoxel(VoxelGrid grid, AffineMatrix grid2Atlas)
    {
        double[][] shares = [.. grid.VoxelSize.Select(size => Shares(
            Math.Max(1, (int)Math.Ceiling((size - Slack) / PointSpacing))))];
        var (x, y, z) = grid2Atlas.Apply(0, 0, 0);
        return [..
            from k in shares[2]
            from j in shares[1]
            from i in shares[0]
            let point = grid2Atlas.Apply(i, j, k)
            select (point.X - x, point.Y - y, point.Z - z)];

        static double[] Shares(int count) => [.. Enumerable.Range(0, count).Select(n => (n + 0.5) / count - 0.5)];
    }

    /// <summary>Real values of the voxels of a slice to paint; with <paramref name="everywhere"/>, marks those that the
    /// generator draws as painted. False where there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Draw(VoxelGrid grid, AffineMatrix grid2Atlas, (double X, double Y, double Z)[] points, int k,
        bool everywhere, Slice slice)
    {
        var any = false;
        for (var (j, at) = (0, 0); j < grid.Ny; j++)
        {
            for (var i = 0; i < grid.Nx; i++, at++)
            {
                if (everywhere || slice.Painted[at] != 0)
                {
                    var (x, y, z) = grid2Atlas.Apply(i, j, k);
                    if (everywhere && !face.Contains(x, y, z))
                    {
                        continue;
                    }

                    slice.Painted[at] = 1;
                    slice.Real[at] = finish.At(Mean(x, y, z, points), k * slice.Real.Length + at);
                    any = true;
                }
            }
        }

        return any;
    }

    private float Mean(double x, double y, double z, (double X, double Y, double Z)[] points)
    {
        if (points.Length == 1)
        {
            return face.At(x, y, z);
        }

        var sum = 0.0;
        foreach (var point in points)
        {
            sum += face.At(x + point.X, y + point.Y, z + point.Z);
        }

        return (float)(sum / points.Length);
    }

    private static void Store(Slice slice, int size, Span<byte> to)
    {
        for (var at = 0; at < slice.Painted.Length; at++)
        {
            if (slice.Painted[at] != 0)
            {
                slice.Stored.AsSpan(at * size, size).CopyTo(to[(at * size)..]);
            }
        }
    }

    /// <summary>Room for a slice, which is used for one after the other.</summary>
    private sealed class Slice(int area, int size)
    {
        public float[] Real { get; } = new float[area];

        public byte[] Painted { get; } = new byte[area];

        public byte[] Stored { get; } = new byte[area * size];
    }
}
