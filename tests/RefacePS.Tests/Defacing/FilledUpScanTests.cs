using System.Runtime.InteropServices;
using RefacePS.Defacing;
using RefacePS.Refacing;
using RefacePS.Refacing.ShapeModel.Drawing;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

/// <summary>Scans that were brought to a larger grid, or to one that lies otherwise, and filled up there.</summary>
public sealed class FilledUpScanTests(AverageHead head) : IClassFixture<AverageHead>
{
    /// <summary>Planes of the average head below the middle of its nose.</summary>
    private const int NotInView = 23;

    private const int RowsBelowBrain = 10;

    private readonly Defacer defacer = new(head.Atlas, CPU);

    /// <summary>A face half of which was never measured is not gone, in noisy air and in air that the scanner set to 0.
    /// </summary>
    [Theory]
    [InlineData(40)]
    [InlineData(1)]
    public void A_face_that_the_field_of_view_cut_is_no_removed_one(int noise)
    {
        var scan = Filled(noise, (_, j, _) => j >= NotInView);

        var defaced = defacer.Deface(scan);
        var detector = new FaceDetector(head.Atlas, CPU);

        Assert.Empty(defaced.Quality!.Reasons);
        Assert.Equal(DefaceStatus.Good, defaced.Quality.Status);
        Assert.InRange(defaced.Quality.FaceInView, 0.1, 0.7);
        Assert.Equal(FaceCheckStatus.Face, detector.Check(scan).Status);
        Assert.Equal(FaceCheckStatus.NoFace, detector.Check(defaced).Status);
    }

    /// <summary>The upper half of a head, brought to a grid that holds all of it.</summary>
    [Fact]
    public void A_head_none_of_whose_face_was_measured_has_none_in_view()
    {
        var quality = defacer.Deface(Filled(noise: 40, (_, j, _) => j >= 44)).Quality!;

        Assert.Equal(0, quality.FaceInView);
        Assert.NotEqual(DefaceStatus.Good, quality.Status);
    }

    /// <summary>Jaw and neck, without a voxel of the brain.</summary>
    [Fact]
    public void A_scan_that_ends_below_the_brain_is_defaced_and_refaced()
    {
        var whole = head.Scan(VoxelType.Int16, value => 1000 * value);
        var (nx, ny, nz) = (whole.Grid.Nx, RowsBelowBrain, whole.Grid.Nz);
        var stored = Enumerable.Range(0, nz).SelectMany(k => whole.Voxels
            .Slice(2 * nx * whole.Grid.Ny * k, 2 * nx * ny).ToArray()).ToArray();
        var scan = new Volume(new VoxelGrid(nx, ny, nz, whole.Grid.Grid2World), VoxelType.Int16, stored);
        var refacer = new Refacer(head.Atlas, new ShapeFaceGenerator(head.Atlas, model: null), "average 0", CPU);

        using var alignment = defacer.Locate(whole, default);
        var defaced = defacer.Deface(scan, alignment, DefaceRegion.Face, default);

        Assert.Contains("100 % of the brain is empty or out of view", defaced.Quality!.Reasons);
        Assert.True(defaced.FaceMask!.Count > 0);
        Assert.Equal(VolumeKind.Refaced, refacer.Reface(defaced).Kind);
    }

    /// <summary>The second look does not take what was never measured for air.</summary>
    [Fact]
    public void A_head_that_was_turned_is_seen_beside_its_blank_corners()
    {
        var scan = Filled(noise: 40, (i, j, _) => Math.Abs(j + 0.4 * i - 44) < 19);

        using var seen = SeenScan.Of(scan, CPU);
        var match = HeadMatch.Of(seen.Values, seen.Unmeasured, seen.Head!, head.Atlas, default);
        var blind = HeadMatch.Of(seen.Values, unmeasured: null, seen.Head!, head.Atlas, default);

        Assert.NotNull(seen.Unmeasured);
        Assert.True(match.Score > blind.Score + 0.03, $"{match.Score} {blind.Score}");
    }

    /// <summary>The average head with 0 where it was not measured.</summary>
    private Volume Filled(int noise, Func<int, int, int, bool> isMeasured)
    {
        var random = new Random(5);
        var whole = head.Scan(VoxelType.Int16, value => 1000 * value < 20 && noise == 1 ? 0
            : 1 + 1000 * value + random.Next(noise));
        var stored = whole.Voxels.ToArray();
        var values = MemoryMarshal.Cast<byte, short>(stored.AsSpan());
        var (nx, ny) = (whole.Grid.Nx, whole.Grid.Ny);
        for (var voxel = 0; voxel < values.Length; voxel++)
        {
            if (!isMeasured(voxel % nx, voxel / nx % ny, voxel / nx / ny))
            {
                values[voxel] = 0;
            }
        }

        return whole.WithVoxels(stored);
    }
}
