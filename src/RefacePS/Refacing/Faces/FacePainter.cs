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
        Slabs.Run(grid.Nz, SlicesOfSlab, (start, end) =>
        {
            var slice = new Slice(area, size);
            for (var k = start; k < end; k++)
            {
                slice.Painted.AsSpan().Clear();
                region?.Voxels.Span.Slice(k * area, area).CopyTo(slice.Painted);
                if (Draw(grid, grid2Atlas, k, region is null, slice))
                {
                    VoxelConversion.Encode(slice.Real, volume, slice.Stored);
                    Store(slice, size, frame.Span.Slice(k * area * size, area * size));
                }
            }
        });
    }

    /// <summary>Real values of the voxels of a slice to paint; with <paramref name="everywhere"/>, marks those that the
    /// generator draws as painted. False where there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Draw(VoxelGrid grid, AffineMatrix grid2Atlas, int k, bool everywhere, Slice slice)
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
                    slice.Real[at] = finish.At(face.At(x, y, z), k * slice.Real.Length + at);
                    any = true;
                }
            }
        }

        return any;
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
