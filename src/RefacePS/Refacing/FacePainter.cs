using RefacePS.Volumes;

namespace RefacePS.Refacing;

/// <summary>
/// Carries a generated face from head space to the scan's own grid (trilinear) and stores it there as the scanner would
/// have recorded it.
/// </summary>
/// <param name="face">Generated intensities of [-1, 1], [slices, rows, columns] of <see cref="HeadSpace"/>.</param>
/// <param name="scan2Atlas">World of the scan to world of the atlas.</param>
/// <param name="finish">Generated intensity to real value.</param>
internal sealed class FacePainter(float[] face, AffineMatrix scan2Atlas, FaceIntensity finish)
{
    private const int Side = HeadSpace.Side;
    private const float Air = -1;

    /// <summary>
    /// Fills the voxels of one frame that <paramref name="region"/> holds; without a region, all that lie in head space.
    /// What of a region lies outside head space becomes air.
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

    /// <summary>Real values of the voxels to paint; with <paramref name="everywhere"/>, marks those in head space as painted.</summary>
    private void Draw(VoxelGrid grid, bool everywhere, float[] real, byte[] painted)
    {
        var scan2Face = HeadSpace.Grid.World2Grid * scan2Atlas * grid.Grid2World;
        Parallel.For(0, grid.Ny * grid.Nz, line =>
        {
            var (k, j) = Math.DivRem(line, grid.Ny);
            for (var (i, voxel) = (0, line * grid.Nx); i < grid.Nx; i++, voxel++)
            {
                if (everywhere || painted[voxel] != 0)
                {
                    var (x, y, z) = scan2Face.Apply(i, j, k);
                    var inside = Contains(x) && Contains(y) && Contains(z);
                    painted[voxel] = (byte)(inside || !everywhere ? 1 : 0);
                    real[voxel] = finish.At(inside ? Trilinear((float)x, (float)y, (float)z) : Air, voxel);
                }
            }
        });
    }

    private static bool Contains(double index) => index >= 0 && index <= Side - 1;

    private float Trilinear(float x, float y, float z)
    {
        var (i, j, k) = (Math.Min((int)x, Side - 2), Math.Min((int)y, Side - 2), Math.Min((int)z, Side - 2));
        var (fx, fy, fz) = (x - i, y - j, z - k);
        var at = (k * Side + j) * Side + i;
        return Mix(
            Mix(Mix(face[at], face[at + 1], fx), Mix(face[at + Side], face[at + Side + 1], fx), fy),
            Mix(Mix(face[at + Side * Side], face[at + Side * Side + 1], fx), Mix(face[at + Side * Side + Side], face[at + Side * Side + Side + 1], fx), fy),
            fz);
    }

    private static float Mix(float a, float b, float share) => a + (b - a) * share;
}
