using RefacePS.Morphometry;
using RefacePS.Tests.Defacing;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Morphometry;

/// <summary>A scan of which so little is left that its tissues cannot be told apart; its head lies where the average
/// does.</summary>
public sealed class ScanContentTests(AverageHead head, ShippedAtlas brains) : IClassFixture<AverageHead>,
    IClassFixture<ShippedAtlas>
{
    [Fact]
    public void A_whole_head_is_not_blank_and_has_many_levels()
    {
        var content = Of(value => 250 * value);

        Assert.Equal(0, content.BlankCavity);
        Assert.InRange(content.BlankSkull, 0, 0.05);
        Assert.InRange(content.GreyLevels, 40, 250);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(4)]
    public void Few_levels_are_counted(int levels) =>
        Assert.InRange(Of(value => MathF.Round(levels * value)).GreyLevels, 2, levels);

    [Fact]
    public void A_head_without_skull_and_scalp_is_blank_there()
    {
        var content = Of(value => 250 * value, (_, _, _, cavity) => cavity < 0.2);

        Assert.InRange(content.BlankSkull, 0.7, 1);
    }

    [Fact]
    public void A_brain_without_its_back_is_blank_there()
    {
        var content = Of(value => 250 * value, (_, y, _, _) => y < -30);

        Assert.InRange(content.BlankCavity, 0.1, 0.4);
    }

    private ScanContent Of(Func<float, float> contrast, Func<double, double, double, float, bool>? isBlank = null)
    {
        var scan = head.Scan(VoxelType.UInt8, contrast);
        var stored = scan.Voxels.ToArray();
        using var points = Resampling.WorldPoints(scan.Grid, CPU);
        using var inside = head.Atlas.Zones.At(points).Cavity;
        var cavity = inside.data<float>().ToArray();
        for (var voxel = 0; voxel < stored.Length; voxel++)
        {
            var (x, y, z) = scan.Grid.Grid2World.Apply(voxel % scan.Grid.Nx, voxel / scan.Grid.Nx % scan.Grid.Ny,
                voxel / scan.Grid.Nx / scan.Grid.Ny);
            stored[voxel] = isBlank?.Invoke(x, y, z, cavity[voxel]) == true ? (byte)0 : stored[voxel];
        }

        using var image = Image.FromVolume(scan.WithVoxels(stored), CPU);
        using var blanked = BlankedBlocks.Find(image);
        return ScanContent.Of(image, blanked, AffineMatrix.Identity, head.Atlas, brains.Atlas.Priors.Cavity);
    }
}
