using RefacePS.Volumes;

namespace RefacePS.Tests.Volumes;

public sealed class DistanceTransformTests
{
    private static readonly VoxelGrid Grid = new(9, 7, 8, AffineMatrix.Scale(1, 2.5, 1.5));

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.05)]
    [InlineData(3, 0.95)]
    public void Distances_are_those_of_an_exhaustive_search(int seed, double share)
    {
        var random = new Random(seed);
        var inside = Enumerable.Range(0, (int)Grid.VoxelCount).Select(_ => random.NextDouble() < share).ToArray();

        var distances = DistanceTransform.Signed(Grid, voxel => inside[voxel]);

        for (var voxel = 0; voxel < inside.Length; voxel++)
        {
            Assert.Equal(Exhaustive(inside, voxel), distances[voxel], 1e-4);
        }
    }

    [Fact]
    public void The_axes_may_point_anywhere()
    {
        var turned = new VoxelGrid(9, 7, 8, AffineMatrix.Rotation(0.3, -0.2, 0.5) * Grid.Grid2World);

        var distances = DistanceTransform.Signed(turned, voxel => voxel == 0);

        // From the first voxel to its diagonal neighbour, less half the smallest edge.
        Assert.Equal(0.5 - Math.Sqrt(1 + 2.5 * 2.5 + 1.5 * 1.5), distances[1 + 9 + 63], 1e-4);
    }

    /// <summary>Distance to the nearest voxel of the other kind less half the smallest edge, positive inside.</summary>
    private static double Exhaustive(bool[] inside, int voxel)
    {
        var nearest = Enumerable.Range(0, inside.Length).Where(other => inside[other] != inside[voxel])
            .Min(other => Distance(voxel, other));
        return inside[voxel] ? nearest - 0.5 : 0.5 - nearest;
    }

    private static double Distance(int a, int b)
    {
        var (x, y, z) = (1.0 * (a % 9 - b % 9), 2.5 * (a / 9 % 7 - b / 9 % 7), 1.5 * (a / 63 - b / 63));
        return Math.Sqrt(x * x + y * y + z * z);
    }
}
