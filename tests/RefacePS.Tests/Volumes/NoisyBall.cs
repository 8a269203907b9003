using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Volumes;

/// <summary>A ball in air, some voxels of which were blanked, 30 a side of 4 mm.</summary>
internal static class NoisyBall
{
    private const int Side = 30;

    private static readonly VoxelGrid Grid =
        new(Side, Side, Side, AffineMatrix.Scale(4, 4, 4) * AffineMatrix.Translation(-15, -15, -15));

    /// <param name="isBlank">Which voxels have the value of the darkest air.</param>
    /// <param name="noise">Values that air has; 0 for blank air.</param>
    public static Image Scan(Func<int, int, int, bool> isBlank, int noise)
    {
        var random = new Random(3);
        var values = new float[Grid.VoxelCount];
        for (var voxel = 0; voxel < values.Length; voxel++)
        {
            var (i, j, k) = (voxel % Side, voxel / Side % Side, voxel / Side / Side);
            var isIn = (i - 15) * (i - 15) + (j - 15) * (j - 15) + (k - 15) * (k - 15) < 100;
            values[voxel] = isBlank(i, j, k) ? 0 : isIn ? 300 + random.Next(60) : noise == 0 ? 0 : random.Next(noise);
        }

        return Image.FromValues(Grid, values, CPU);
    }
}
