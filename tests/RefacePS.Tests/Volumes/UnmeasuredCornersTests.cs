using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Volumes;

public sealed class UnmeasuredCornersTests
{
    [Fact]
    public void Corners_of_a_slab_that_was_turned_are_found_at_both_ends()
    {
        using var scan = NoisyBall.Scan((i, j, k) => Math.Abs(j + k - 29) > 16, noise: 20);
        using var blanked = BlankedBlocks.Find(scan);

        using var corners = UnmeasuredCorners.Find(blanked);

        Assert.Equal([1, 1, 0], At(corners!, (0, -44, -44), (0, 48, 48), (0, 0, 0)));
    }

    [Fact]
    public void A_corner_that_was_cut_off_at_one_end_alone_was_measured()
    {
        using var scan = NoisyBall.Scan((i, j, k) => j + k < 13, noise: 20);
        using var blanked = BlankedBlocks.Find(scan);

        Assert.NotNull(blanked);
        Assert.Null(UnmeasuredCorners.Find(blanked));
    }

    [Fact]
    public void What_was_cut_off_a_slab_that_was_turned_was_measured()
    {
        using var scan = NoisyBall.Scan((i, j, k) => Math.Abs(j + k - 29) > 16 || (k < 8 && j > 12), noise: 20);
        using var blanked = BlankedBlocks.Find(scan);

        using var corners = UnmeasuredCorners.Find(blanked);

        Assert.Equal([1, 0], At(corners!, (0, -44, -44), (0, 24, -48)));
    }

    [Fact]
    public void Blank_air_says_nothing_of_corners()
    {
        using var scan = NoisyBall.Scan((_, _, _) => false, noise: 0);
        using var blanked = BlankedBlocks.Find(scan);

        Assert.NotNull(blanked);
        Assert.Null(UnmeasuredCorners.Find(blanked));
    }

    [Fact]
    public void A_scan_without_blank_voxels_has_none()
    {
        using var scan = NoisyBall.Scan((_, _, _) => false, noise: 20);
        using var blanked = BlankedBlocks.Find(scan);

        Assert.Null(UnmeasuredCorners.Find(blanked));
    }

    private static float[] At(Image corners, params (float X, float Y, float Z)[] points)
    {
        using var scope = NewDisposeScope();
        var rows = tensor([.. points.SelectMany(point => new[] { point.X, point.Y, point.Z })], [points.Length, 3]);
        return Resampling.SampleWorld(corners, rows).reshape(-1).data<float>().ToArray();
    }
}
