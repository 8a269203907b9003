using RefacePS.Morphometry;
using RefacePS.Tests.Refacing;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Morphometry;

public sealed class BrainSegmentationTests : NetworkTest
{
    private const double Radius = 20;

    private static readonly VoxelGrid Grid =
        new(32, 30, 28, new AffineMatrix(0, 0, -2, 27, 2, 0, 0, -31, 0, 2, 0, -29));

    [Fact]
    public void A_ball_has_the_volume_of_a_ball()
    {
        using var segmentation = new BrainSegmentation(Grid, Ball());
        var volumes = segmentation.Volumes();
        // A voxel that the surface cuts counts by how deep it lies: exact to a part in a hundred at this size.
        Assert.InRange(volumes[(int)BrainStructure.Thalamus] / (4.0 / 3 * Math.PI * Radius * Radius * Radius / 1000),
            0.99, 1.01);
        Assert.Equal(Grid.VoxelCount * 8.0 / 1000, volumes.Sum(), 1e-3);
    }

    [Fact]
    public void Labels_on_another_grid_lie_where_the_ball_lies()
    {
        using var segmentation = new BrainSegmentation(Grid, Ball());
        var fine = new VoxelGrid(60, 60, 60, new AffineMatrix(1, 0, 0, -30, 0, -1, 0, 29, 0, 0, 1, -30));
        var labels = segmentation.Labels(fine);
        var wrong = 0;
        for (var voxel = 0; voxel < labels.Length; voxel++)
        {
            var (x, y, z) = fine.Grid2World.Apply(voxel % 60, voxel / 60 % 60, voxel / 3600);
            var depth = Radius - Math.Sqrt(x * x + y * y + z * z);
            var expected = depth > 0 ? BrainStructure.Thalamus : BrainStructure.Background;
            wrong += Math.Abs(depth) > 1 && labels[voxel] != (byte)expected ? 1 : 0;
        }

        Assert.Equal(0, wrong);
    }

    /// <summary>A ball about the world's origin; its border is a ramp one voxel wide.</summary>
    private static Tensor Ball()
    {
        var shares = new float[BrainRegions.StructureCount * Grid.VoxelCount];
        for (var voxel = 0; voxel < Grid.VoxelCount; voxel++)
        {
            var (x, y, z) = Grid.Grid2World.Apply(
                voxel % Grid.Nx, voxel / Grid.Nx % Grid.Ny, voxel / Grid.Nx / Grid.Ny);
            var inside = (float)Math.Clamp((Radius - Math.Sqrt(x * x + y * y + z * z)) / 2 + 0.5, 0, 1);
            shares[(int)BrainStructure.Thalamus * Grid.VoxelCount + voxel] = inside;
            shares[voxel] = 1 - inside;
        }

        return tensor(shares, [BrainRegions.StructureCount, Grid.Nz, Grid.Ny, Grid.Nx]);
    }
}
