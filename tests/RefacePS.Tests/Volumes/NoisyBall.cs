using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Volumes;

/// <summary>A ball in air, some voxels of which were blanked, three radii a side, of 4 mm.</summary>
internal static class NoisyBall
{
    /// <param name="isBlank">Which voxels have the value of the darkest air.</param>
    /// <param name="noise">Values that air has; 0 for blank air.</param>
    /// <param name="radius">In voxels, even.</param>
    public static Image Scan(Func<int, int, int, bool> isBlank, int noise, int radius = 10)
    {
        var (side, middle) = (3 * radius, 3 * radius / 2);
        var grid = new VoxelGrid(
            side, side, side, AffineMatrix.Scale(4, 4, 4) * AffineMatrix.Translation(-middle, -middle, -middle));
        var random = new Random(3);
        var values = new float[grid.VoxelCount];
        for (var voxel = 0; voxel < values.Length; voxel++)
        {
            var (i, j, k) = (voxel % side, voxel / side % side, voxel / side / side);
            var (x, y, z) = (i - middle, j - middle, k - middle);
            var isIn = x * x + y * y + z * z < radius * radius;
            values[voxel] = isBlank(i, j, k) ? 0 : isIn ? 300 + random.Next(60) : noise == 0 ? 0 : random.Next(noise);
        }

        return Image.FromValues(grid, values, CPU);
    }
}
