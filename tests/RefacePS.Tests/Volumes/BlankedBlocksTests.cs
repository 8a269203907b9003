using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Volumes;

public sealed class BlankedBlocksTests
{
    [Fact]
    public void A_block_that_was_cut_out_of_noisy_air_and_a_head_is_found()
    {
        using var scan = NoisyBall.Scan((i, j, k) => j < 10, noise: 20);

        using var blanked = BlankedBlocks.Find(scan);

        Assert.False(blanked!.IsAir);
        Assert.Equal([true, false, false], Contains(blanked, (0, -40, 0), (0, 0, 0), (0, 50, 0)));
    }

    [Fact]
    public void Air_that_is_blank_itself_is_known_for_it()
    {
        using var scan = NoisyBall.Scan((_, _, _) => false, noise: 0);

        using var blanked = BlankedBlocks.Find(scan);

        Assert.True(blanked!.IsAir);
        Assert.Equal([true, false], Contains(blanked, (-50, 0, 0), (0, 0, 0)));
    }

    [Fact]
    public void A_scan_of_voxels_that_all_have_noise_has_none()
    {
        using var scan = NoisyBall.Scan((_, _, _) => false, noise: 20);
        Assert.Null(BlankedBlocks.Find(scan));
    }

    [Fact]
    public void A_block_smaller_than_a_face_is_none()
    {
        using var scan = NoisyBall.Scan((i, j, k) => i < 4 && j < 4 && k < 4, noise: 20);
        Assert.Null(BlankedBlocks.Find(scan));
    }

    private static bool[] Contains(BlankedBlocks blanked, params (float X, float Y, float Z)[] points)
    {
        using var at = tensor(points.SelectMany(p => new[] { p.X, p.Y, p.Z }).ToArray()).reshape(-1, 3);
        using var found = blanked.Contains(at);
        return found.data<bool>().ToArray();
    }
}
