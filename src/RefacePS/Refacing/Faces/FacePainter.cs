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
    /// <summary>
    /// Fills the voxels of one frame that <paramref name="region"/> holds; without a region, all that the generator
    /// draws. What of a region it does not draw becomes air.
    /// </summary>
    /// <param name="volume">Gives grid, type and scaling.</param>
    /// <param name="region">What to fill, or null.</param>
    /// <param name="frame">The stored voxels of the frame.</param>
    public void Paint(Volume volume, Mask? region, Span<byte> frame)
    {
        var real = new float[volume.Grid.VoxelCount];
        var painted = region?.Voxels.ToArray() ?? new byte[real.Length];
        Draw(volume.Grid, region is null, real, painted);
        var size = volume.VoxelType.ByteSize();
        var stored = new byte[frame.Length];
        VoxelConversion.Encode(real, volume, stored);
        for (var voxel = 0; voxel < painted.Length; voxel++)
        {
            if (painted[voxel] != 0)
            {
                stored.AsSpan(voxel * size, size).CopyTo(frame[(voxel * size)..]);
            }
        }
    }

    /// <summary>Real values of the voxels to paint; with <paramref name="everywhere"/>, marks those that the generator
    /// draws as painted.</summary>
    private void Draw(VoxelGrid grid, bool everywhere, float[] real, byte[] painted)
    {
        var grid2Atlas = scan2Atlas * grid.Grid2World;
        Parallel.For(0, grid.Ny * grid.Nz, line =>
        {
            var (k, j) = Math.DivRem(line, grid.Ny);
            for (var (i, voxel) = (0, line * grid.Nx); i < grid.Nx; i++, voxel++)
            {
                if (everywhere || painted[voxel] != 0)
                {
                    var (x, y, z) = grid2Atlas.Apply(i, j, k);
                    if (everywhere && !face.Contains(x, y, z))
                    {
                        continue;
                    }

                    painted[voxel] = 1;
                    real[voxel] = finish.At(face.At(x, y, z), voxel);
                }
            }
        });
    }
}
