using RefacePS.Archives;
using RefacePS.Defacing;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Support;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Archives;

/// <summary>Labels and maps of a session, on the average head.</summary>
public sealed class MapProtectionTests(PlacedHeadSession placed) : IClassFixture<PlacedHeadSession>
{
    private readonly AverageHead head = placed.Head;

    /// <summary>Errors of a header in where an image lies.</summary>
    public static TheoryData<string, double[]> WrongPlaces => new()
    {
        { "front and back exchanged", [1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0] },
        { "LPS taken for RAS", [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0] },
        { "60 mm off", [1, 0, 0, 0, 0, 1, 0, -60, 0, 0, 1, 0] },
        { "origin in a corner", [1, 0, 0, 91, 0, 1, 0, 127, 0, 0, 1, 145] },
        { "x and y exchanged", [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0] },
        { "on its side", [0, 0, 1, 0, 0, 1, 0, 0, -1, 0, 0, 0] },
        { "upside down", [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0] },
    };

    [Fact]
    public void Labels_that_lie_where_the_head_lies_lose_the_face()
    {
        var map = WholeHead();

        var cleared = Cleared(map, "sub-1_dseg.nii");

        Assert.Equal(DefaceStatus.Good, cleared.Quality!.Status);
        KeptVoxels.AssertEqual(map, cleared);
        Assert.DoesNotContain(KeptVoxels.Removed(cleared), value => value != 0);
        Assert.InRange(KeptVoxels.Removed(map with { FaceMask = cleared.FaceMask }).Count(value => value != 0),
            5000, 90_000);
    }

    [Theory]
    [MemberData(nameof(WrongPlaces))]
    public void Labels_that_lie_otherwise_are_held_back(string why, double[] motion)
    {
        Assert.NotEmpty(why);
        var moved = Moved(WholeHead(), AffineMatrix.FromRows(motion));

        var cleared = Cleared(moved, "sub-1_dseg.nii");

        Assert.Equal(DefaceStatus.Doubtful, cleared.Quality!.Status);
        Assert.Contains(
            cleared.Quality.Reasons, reason => reason.Contains("does not lie where", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(WrongPlaces))]
    public void Labels_of_a_brain_that_lie_otherwise_are_held_back(string why, double[] motion)
    {
        Assert.NotEmpty(why);

        var wrong = Cleared(Moved(Brain(), AffineMatrix.FromRows(motion)), "sub-1_desc-brain_mask.nii");

        Assert.Equal(DefaceStatus.Doubtful, wrong.Quality!.Status);
    }

    [Fact]
    public void Labels_of_a_brain_that_lies_where_it_should_stay_whole()
    {
        var brain = Brain();

        var right = Cleared(brain, "sub-1_desc-brain_mask.nii");

        Assert.Equal((DefaceStatus.Good, 0), (right.Quality!.Status, right.Quality.BrainVoxelsRemoved));
        Assert.Equal(brain.Voxels.ToArray(), right.Voxels.ToArray());
    }

    [Fact]
    public void A_quantity_that_lies_otherwise_is_placed_by_its_own_head_or_held_back()
    {
        var moved = Moved(placed.Quantity, AffineMatrix.Translation(0, -60, 30));

        var there = placed.ClearedQuantity;
        var elsewhere = Cleared(moved, "sub-1_T1map.nii");

        Assert.Equal(DefaceStatus.Good, there.Quality!.Status);
        // Its own head moved with it; where that is not sure, it is held back.
        Assert.True(elsewhere.Quality!.Status == DefaceStatus.Doubtful
            || Same(there.FaceMask!, elsewhere.FaceMask!) > 0.9);
        Assert.DoesNotContain(KeptVoxels.Removed(elsewhere), value => value != 0);
    }

    [Theory]
    [MemberData(nameof(WrongPlaces))]
    public void A_quantity_under_a_wrong_header_does_not_take_the_place_of_the_head(string why, double[] motion)
    {
        Assert.NotEmpty(why);
        var right = placed.ClearedQuantity.FaceMask!;

        var cleared = Cleared(Moved(placed.Quantity, AffineMatrix.FromRows(motion)), "sub-1_R1map.nii");

        Assert.True(cleared.Quality!.Status == DefaceStatus.Doubtful || Same(right, cleared.FaceMask!) > 0.9);
    }

    [Fact]
    public void A_phase_takes_the_place_of_what_has_its_very_grid()
    {
        var phase = Noise();

        Assert.Equal(DefaceStatus.Good, Cleared(phase, "sub-1_part-phase_T1w.nii").Quality!.Status);
        var moved = Moved(phase, AffineMatrix.Translation(0, 0, 10));
        Assert.Equal(DefaceStatus.Doubtful, Cleared(moved, "sub-1_part-phase_T1w.nii").Quality!.Status);
    }

    [Fact]
    public void A_map_is_never_better_than_the_head_that_placed_it()
    {
        using var protector = Protector();
        using var session = protector.Open();
        var doubtful = head.Scan(VoxelType.Int16, value => 900 * value);
        var defaced = session.ProtectHead(Series(doubtful, Upturned(doubtful)), Treatment.Deface, default);

        var cleared = session.ProtectCompanion(Named(WholeHead(), "sub-1_dseg.nii"), Treatment.Clear, default);

        Assert.Equal(
            (DefaceStatus.Doubtful, DefaceStatus.Doubtful), (defaced.Quality!.Status, cleared.Quality!.Status));
    }

    [Fact]
    public void Of_several_heads_the_nearest_counts()
    {
        using var protector = Protector();
        using var session = protector.Open();
        var scan = head.Scan(VoxelType.Int16, value => 900 * value);
        var turned = AffineMatrix.Translation(8, -5, 9) * AffineMatrix.Rotation(0.1, 0, 0);
        var second = new VoxelGrid(scan.Grid.Nx, scan.Grid.Ny, scan.Grid.Nz, turned * scan.Grid.Grid2World);
        session.Locate(Named(scan, "sub-1_run-1_T1w.nii"), default);
        var defaced = session.ProtectHead(
            Named(new Volume(second, scan.VoxelType, scan.Voxels), "sub-1_run-2_T1w.nii"), Treatment.Deface, default);

        var map = session.ProtectCompanion(
            Named(Moved(WholeHead(), turned), "sub-1_run-2_dseg.nii"), Treatment.Clear, default);

        Assert.Equal(DefaceStatus.Good, map.Quality!.Status);
        Assert.Equal(defaced.FaceMask!.Voxels.ToArray(), map.FaceMask!.Voxels.ToArray());
    }

    [Fact]
    public void Labels_without_a_head_are_left_out_and_empty_ones_stay_as_they_are()
    {
        using var protector = Protector();
        using var session = protector.Open();
        var labels = Named(WholeHead(), "sub-1_dseg.nii");
        var empty = Named(head.Scan(VoxelType.UInt8, _ => 0), "sub-1_label-lesion_roi.nii");

        Assert.Equal("NoHeadInSession", Assert.Throws<ArchiveException>(
            () => session.ProtectCompanion(labels, Treatment.Clear, default)).ErrorId);
        session.Locate(head.Scan(VoxelType.Int16, value => 900 * value), default);
        var cleared = session.ProtectCompanion(empty, Treatment.Clear, default);
        Assert.Equal(DefaceStatus.Good, cleared.Quality!.Status);
        Assert.Equal(empty.Voxels.ToArray(), cleared.Voxels.ToArray());
    }

    [Fact]
    public void A_companion_with_front_and_back_exchanged_does_not_take_the_place_of_the_head()
    {
        using var protector = Protector();
        using var session = protector.Open();
        session.Locate(head.Scan(VoxelType.Int16, value => 900 * value), default);
        var companion = head.Scan(VoxelType.Int16, value => value < 0.02f ? 5 : 900 - 600 * value);
        var moved = Moved(companion, AffineMatrix.FromRows([1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0]));

        var defaced = session.ProtectCompanion(Named(moved, "sub-1_T2w.nii"), Treatment.Deface, default);

        var whole = session.ProtectCompanion(Named(companion, "sub-1_T2w.nii"), Treatment.Deface, default);
        Assert.True(defaced.Quality!.Status == DefaceStatus.Doubtful || Same(defaced.FaceMask!, whole.FaceMask!) > 0.9);
    }

    [Fact]
    public void A_look_at_maps_finds_the_faces_that_they_have_the_shape_of()
    {
        var detector = new FaceDetector(head.Atlas, CPU);
        var whole = WholeHead();

        Assert.Equal(FaceCheckStatus.Face, detector.CheckMap(whole).Status);
        Assert.Equal(FaceCheckStatus.Face, detector.CheckMap(Moved(whole, AffineMatrix.Translation(0, 60, 0))).Status);
        Assert.Equal(FaceCheckStatus.NoFace, detector.CheckMap(Cleared(whole, "sub-1_dseg.nii")).Status);
        Assert.Equal(FaceCheckStatus.NoFace, detector.CheckMap(Brain()).Status);
        Assert.Equal(FaceCheckStatus.NoFace, detector.CheckMap(head.Scan(VoxelType.UInt8, _ => 0)).Status);
    }

    /// <summary>The mask of a defacing reaches the front of the field of view everywhere; that of the air round a head
    /// shows its outline.</summary>
    [Fact]
    public void A_look_at_the_mask_of_a_defacing_sees_no_face_and_at_the_air_round_a_head_sees_one()
    {
        var detector = new FaceDetector(head.Atlas, CPU);
        var scan = head.Scan(VoxelType.Int16, value => 900 * value);
        var mask = new Defacer(head.Atlas, CPU).Deface(scan).FaceMask!;
        var removed = new Volume(mask.Grid, VoxelType.UInt8, mask.Voxels);
        var air = head.Scan(VoxelType.UInt8, value => value > 0.06f ? 0 : 1);

        Assert.Equal(FaceCheckStatus.NoFace, detector.CheckMap(removed).Status);
        Assert.Equal(FaceCheckStatus.Face, detector.CheckMap(air).Status);
    }

    private Volume Cleared(Volume map, string name) => placed.Clear(map, name);

    private Volume WholeHead() => head.Scan(VoxelType.UInt8, value => value > 0.5f ? 2 : value > 0.06f ? 1 : 0);

    private Volume Brain()
    {
        using var scope = NewDisposeScope();
        var cavity = head.Atlas.Zones.At(Resampling.WorldPoints(head.Grid, CPU)).Cavity > 0.5;
        return new Volume(head.Grid, VoxelType.UInt8, cavity.to(uint8).contiguous().data<byte>().ToArray());
    }

    private Volume Noise()
    {
        var noise = new byte[head.Grid.VoxelCount];
        new Random(7).NextBytes(noise);
        return new Volume(head.Grid, VoxelType.UInt8, noise);
    }

    private static Volume Named(Volume volume, string name) => PlacedHeadSession.Named(volume, name);

    private static Volume Moved(Volume volume, AffineMatrix motion) => new(
        new VoxelGrid(volume.Grid.Nx, volume.Grid.Ny, volume.Grid.Nz, motion * volume.Grid.Grid2World),
        volume.VoxelType, volume.Voxels);

    private static Volume Series(Volume first, Volume second) => new(
        first.Grid, first.VoxelType, (byte[])[.. first.Voxels.Span, .. second.Voxels.Span], frameCount: 2);

    /// <summary>The same head from bottom to top: the rows of a slice, in the atlas's grid, in their other
    /// order.</summary>
    private static Volume Upturned(Volume volume)
    {
        var row = volume.Grid.Nx * volume.VoxelType.ByteSize();
        var rows = volume.Voxels.ToArray().Chunk(row).Chunk(volume.Grid.Ny);
        return volume.WithVoxels(rows.SelectMany(slice => slice.Reverse()).SelectMany(bytes => bytes).ToArray());
    }

    private static double Same(Mask a, Mask b) =>
        a.Voxels.ToArray().Zip(b.Voxels.ToArray()).Count(pair => pair is (1, 1)) / (double)b.Count;

    private HeadProtector Protector() => PlacedHeadSession.Protector(head);
}
