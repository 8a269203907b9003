using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Volumes;

public sealed class UnmeasuredFieldTests
{
    private static readonly AffineMatrix Front = AffineMatrix.Identity;
    private static readonly AffineMatrix Back = AffineMatrix.Rotation(0, 0, Math.PI);

    [Fact]
    public void Corners_of_a_slab_that_was_turned_are_found_at_both_ends()
    {
        using var scan = NoisyBall.Scan((i, j, k) => Math.Abs(j + k - 29) > 16, noise: 20);
        using var blanked = BlankedBlocks.Find(scan);

        using var corners = UnmeasuredField.Find(blanked, Front);

        Assert.Equal([1, 1, 0], At(corners!, (0, -44, -44), (0, 48, 48), (0, 0, 0)));
    }

    [Fact]
    public void A_corner_that_was_cut_off_at_one_end_alone_was_measured()
    {
        using var scan = NoisyBall.Scan((i, j, k) => j + k < 13, noise: 20);
        using var blanked = BlankedBlocks.Find(scan);

        Assert.NotNull(blanked);
        Assert.Null(UnmeasuredField.Find(blanked, Front));
    }

    [Fact]
    public void What_was_cut_off_a_slab_that_was_turned_was_measured()
    {
        using var scan = NoisyBall.Scan((i, j, k) => Math.Abs(j + k - 29) > 16 || (k < 8 && j > 12), noise: 20);
        using var blanked = BlankedBlocks.Find(scan);

        using var corners = UnmeasuredField.Find(blanked, Front);

        Assert.Equal([1, 0], At(corners!, (0, -44, -44), (0, 24, -48)));
    }

    /// <summary>The corners of what was measured are those of the smaller grid.</summary>
    [Fact]
    public void Corners_are_found_within_a_grid_that_was_filled_up()
    {
        using var scan = NoisyBall.Scan((i, j, k) => k < 8 || Math.Abs(j + k - 33) > 16, noise: 20);
        using var blanked = BlankedBlocks.Find(scan);

        using var found = UnmeasuredField.Find(blanked, Front);

        Assert.Equal([1, 1, 1, 0],
            At(found!, (0, 0, -56), (0, -48, -16), (0, 48, 48), (0, 0, 16)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void A_slab_below_that_cuts_through_a_head_was_not_measured(int noise)
    {
        using var scan = NoisyBall.Scan((_, _, k) => k < 24, noise, radius: 20);
        using var blanked = BlankedBlocks.Find(scan);

        using var found = UnmeasuredField.Find(blanked, Front);

        Assert.Equal([1, 1, 0, 0], At(found!, (0, 0, -100), (100, -100, -60), (0, 0, 0), (0, 0, 110)));
    }

    /// <summary>A plane cuts a face off from the front, so that blank voxels there tell of a defacing.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void A_slab_in_front_was_measured(int noise)
    {
        using var scan = NoisyBall.Scan((_, j, _) => j > 35, noise, radius: 20);
        using var blanked = BlankedBlocks.Find(scan);

        Assert.NotNull(blanked);
        Assert.Null(UnmeasuredField.Find(blanked, Front));
        using var otherwise = UnmeasuredField.Find(blanked, Back);
        Assert.NotNull(otherwise);
    }

    /// <summary>The neck of a head that was turned in a larger grid, whose air is blank.</summary>
    [Theory]
    [InlineData(0.35, 0)]
    [InlineData(0.35, 20)]
    [InlineData(-0.2, 0)]
    public void A_plane_that_cuts_a_head_off_in_any_direction_ends_what_was_measured(double lean, int noise)
    {
        using var scan = NoisyBall.Scan(
            (_, j, k) => (k - 30) * Math.Cos(lean) + (j - 30) * Math.Sin(lean) < -8, noise, radius: 20);
        using var blanked = BlankedBlocks.Find(scan);

        using var found = UnmeasuredField.Find(blanked, Front);

        var below = (float)(-60 / Math.Cos(lean));
        Assert.Equal([1, 0, 0], At(found!, (0, 0, below), (0, 0, below + 50), (0, 0, 110)));
    }

    /// <summary>So a defacing cuts from the forehead to the neck.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void A_plane_that_leans_back_under_the_front_was_measured(int noise)
    {
        using var scan = NoisyBall.Scan((_, j, k) => j - 30 - (k - 30) * 0.8 > 10, noise, radius: 20);
        using var blanked = BlankedBlocks.Find(scan);

        Assert.NotNull(blanked);
        Assert.Null(UnmeasuredField.Find(blanked, Front));
        using var otherwise = UnmeasuredField.Find(blanked, Back);
        Assert.NotNull(otherwise);
    }

    /// <summary>No face was cut off where a plane lies in noise alone.</summary>
    [Fact]
    public void A_slab_in_front_of_air_was_not_measured()
    {
        using var scan = NoisyBall.Scan((_, j, _) => j > 52, noise: 20, radius: 20);
        using var blanked = BlankedBlocks.Find(scan);

        using var found = UnmeasuredField.Find(blanked, Front);

        Assert.Equal([1, 0], At(found!, (0, 110, 0), (0, 80, 0)));
    }

    [Fact]
    public void Blank_air_beside_a_head_says_nothing()
    {
        using var scan = NoisyBall.Scan((_, _, _) => false, noise: 0, radius: 20);
        using var blanked = BlankedBlocks.Find(scan);

        Assert.NotNull(blanked);
        Assert.Null(UnmeasuredField.Find(blanked, Front));
    }

    [Fact]
    public void A_scan_without_blank_voxels_has_none()
    {
        using var scan = NoisyBall.Scan((_, _, _) => false, noise: 20);
        using var blanked = BlankedBlocks.Find(scan);

        Assert.Null(UnmeasuredField.Find(blanked, Front));
    }

    private static float[] At(Image corners, params (float X, float Y, float Z)[] points)
    {
        using var scope = NewDisposeScope();
        var rows = tensor([.. points.SelectMany(point => new[] { point.X, point.Y, point.Z })], [points.Length, 3]);
        return Resampling.SampleWorld(corners, rows).reshape(-1).data<float>().ToArray();
    }
}
