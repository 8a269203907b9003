using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Files;
using RefacePS.Tests.Support;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

/// <summary>Heads of other contrasts and with other flaws: found, and their hole filled with what air is in
/// them.</summary>
public sealed class ContrastTests(AverageHead head) : IClassFixture<AverageHead>
{
    private readonly Defacer defacer = new(head.Atlas, CPU);

    [Theory]
    [InlineData(-1024)]
    [InlineData(-1500)]
    [InlineData(-2000)]
    [InlineData(-3024)]
    public void Padding_of_computed_tomography_is_not_its_air(int padding)
    {
        var grid = head.Grid;
        var defaced = Deface((v, i, random) => IsOutsideCircle(grid, i) ? padding : v < 0.03f
            ? -1000 + random.Next(-9, 10) : -100 + 900 * v);

        Assert.Equal(DefaceStatus.Good, defaced.Quality!.Status);
        Assert.All(KeptVoxels.Removed(defaced).ToArray(), value => Assert.InRange(value, -1009, -991));
    }

    [Fact]
    public void Positron_emission_tomography_is_filled_with_nothing()
    {
        var defaced = Deface((v, _, _) => v < 0.03f ? 0 : 20_000 * v * v);

        Assert.Equal(DefaceStatus.Good, defaced.Quality!.Status);
        Assert.All(KeptVoxels.Removed(defaced).ToArray(), value => Assert.InRange(value, 0, 100));
    }

    /// <summary>Weak signal, bright fluid, and air that is all noise.</summary>
    [Fact]
    public void T2_star_is_filled_with_the_middle_of_its_noise()
    {
        var defaced = Deface((v, _, random) => (v < 0.03f ? 0 : 160 - 60 * v) + random.Next(0, 41));

        Assert.Equal(DefaceStatus.Good, defaced.Quality!.Status);
        Assert.All(KeptVoxels.Removed(defaced).ToArray(), value => Assert.InRange(value, 5, 35));
    }

    /// <summary>The ratio of two images: where neither shows anything, any value is as likely as any other.</summary>
    [Fact]
    public void Air_that_is_noise_of_the_whole_range_hides_no_head()
    {
        var defaced =
            Deface((v, _, random) => v < 0.03f ? random.Next(0, 4096) : 600 + 3000 * v + random.Next(-60, 61));

        Assert.Equal(DefaceStatus.Good, defaced.Quality!.Status);
        Assert.InRange(defaced.Quality.RegistrationScore, 0.8, 1);
    }

    [Fact]
    public void Hot_voxels_hide_no_head()
    {
        var defaced = Deface((v, i, _) => i % 2503 == 0 ? 32_000 : 250 * v);

        Assert.Equal(DefaceStatus.Good, defaced.Quality!.Status);
        Assert.InRange(defaced.Quality.RegistrationScore, 0.9, 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Saturated_slices_at_the_border_hide_no_head(int axis)
    {
        var grid = head.Grid;
        var defaced = Deface((v, i, _) => IsAtBorder(grid, i, axis) ? 32_000 : 250 * v);

        // What the mask leaves of such a slice can blind the second look.
        Assert.All(
            defaced.Quality!.Reasons, reason => Assert.Contains("second look", reason, StringComparison.Ordinal));
        Assert.InRange(defaced.Quality.RegistrationScore, 0.9, 1);
    }

    [SharedDataFact]
    public void A_real_padded_scan_is_filled_with_air()
    {
        var scan = NiftiReader.Read(SharedData.Path("other-scanners", "ct_ge_tilt_padded.nii.gz"));

        var defaced = defacer.Deface(scan);

        KeptVoxels.AssertBlanked(scan, defaced);
        Assert.DoesNotContain(KeptVoxels.Removed(defaced).ToArray(), value => value is < -1010 or > -990);
    }

    /// <summary>The average head as a scan of 16 bits; the values get that of the head, the number of the voxel, and
    /// chance.</summary>
    private Volume Deface(Func<float, int, Random, float> contrast)
    {
        var random = new Random(11);
        var voxel = 0;
        return defacer.Deface(head.Scan(VoxelType.Int16, v => contrast(v, voxel++, random)));
    }

    /// <summary>True if a voxel lies outside the circle that a tube sees.</summary>
    private static bool IsOutsideCircle(VoxelGrid grid, int voxel)
    {
        var (x, y) = (voxel % grid.Nx - grid.Nx / 2.0, voxel / grid.Nx % grid.Ny - grid.Ny / 2.0);
        var radius = 0.5 * Math.Max(grid.Nx, grid.Ny);
        return x * x + y * y > radius * radius;
    }

    private static bool IsAtBorder(VoxelGrid grid, int voxel, int axis)
    {
        int[] place = [voxel % grid.Nx, voxel / grid.Nx % grid.Ny, voxel / (grid.Nx * grid.Ny)];
        int[] length = [grid.Nx, grid.Ny, grid.Nz];
        return place[axis] == 0 || place[axis] == length[axis] - 1;
    }
}
