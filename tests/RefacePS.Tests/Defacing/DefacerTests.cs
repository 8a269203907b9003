using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.Tests.Support;
using RefacePS.Volumes;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

public sealed class DefacerTests(AverageHead head) : IClassFixture<AverageHead>
{
    /// <summary>The part that is removed of a head that is faceless already and has no holes.</summary>
    private static readonly Lazy<Mask> OfNoisyAir = new(() => MaskOf(FacelessHead(airHasNoise: true)));

    private static readonly Lazy<Mask> OfEmptyAir = new(() => MaskOf(FacelessHead(airHasNoise: false)));

    private readonly Defacer defacer = new(head.Atlas, CPU);

    [Fact]
    public void A_head_loses_its_face_and_nothing_of_its_brain()
    {
        var defaced = AverageHead.Defaced;

        Assert.Equal(VolumeKind.Defaced, defaced.Kind);
        Assert.Equal(DefaceStatus.Good, defaced.Quality!.Status);
        Assert.Empty(defaced.Quality.Reasons);
        Assert.Equal(0, defaced.Quality.BrainVoxelsRemoved);
        Assert.InRange(defaced.Quality.FaceRemaining, 0, 0.01);
        // Read off the average head: tip of the nose, globe of the left eye, chin; centre of the brain, occiput, crown.
        Assert.All(new[] { (0.0, 124.0, -61.0), (-32, 79, -37), (0, 98, -130) }, point =>
            Assert.True(IsRemoved(defaced, point)));
        Assert.All(new[] { (0.0, 0.0, 0.0), (0, -95, 0), (0, 0, 75), (0, 55, -10) }, point =>
            Assert.False(IsRemoved(defaced, point)));
    }

    [Fact]
    public void Ears_go_where_that_is_asked()
    {
        var scan = head.Scan(VoxelType.UInt8, v => 250 * v);
        var ear = (80.0, 0.0, -45.0);

        Assert.False(IsRemoved(AverageHead.Defaced, ear));
        Assert.True(IsRemoved(defacer.Deface(scan, DefaceRegion.FaceAndEars), ear));
    }

    [Fact]
    public void Every_frame_of_a_scaled_float_volume_keeps_its_other_voxels_bit_for_bit()
    {
        var frame = head.Scan(VoxelType.Float32, v => 250 * v, slope: 0.5, intercept: -7);
        var random = new byte[frame.Voxels.Length];
        new Random(4).NextBytes(random);
        byte[] voxels = [.. frame.Voxels.Span, .. random];
        var volume = new Volume(frame.Grid, frame.VoxelType, voxels, frameCount: 2) { Slope = 0.5, Intercept = -7 };

        var defaced = defacer.Deface(volume);

        KeptVoxels.AssertBlanked(volume, defaced);
        Assert.Equal((0.5, -7, 2), (defaced.Slope, defaced.Intercept, defaced.FrameCount));
    }

    [Fact]
    public void The_air_of_computed_tomography_is_not_zero()
    {
        var defaced = defacer.Deface(head.Scan(VoxelType.Int16, v => 1200 * v - 1000));

        var fill = KeptVoxels.Removed(defaced).ToArray();
        Assert.NotEmpty(fill);
        // The average head's air is below 0.015 of its brightest tissue.
        Assert.All(fill, value => Assert.InRange(value, -1000, -982));
    }

    [Fact]
    public void The_same_scan_gives_the_same_bytes()
    {
        var scan = head.Scan(VoxelType.Int16, v => 900 * v);

        var (first, second) = (defacer.Deface(scan), defacer.Deface(scan));

        Assert.Equal(first.Voxels.ToArray(), second.Voxels.ToArray());
        Assert.Equal(first.Transform, second.Transform);
        Assert.Equal(first.Quality!.RegistrationScore, second.Quality!.RegistrationScore);
    }

    [Theory]
    [InlineData("even")]
    [InlineData("zero")]
    [InlineData("noise")]
    public void What_shows_no_head_is_refused(string kind)
    {
        var random = new Random(5);
        var scan = head.Scan(VoxelType.UInt8, _ => kind switch { "even" => 100, "zero" => 0, _ => random.Next(256) });

        var fault = Assert.Throws<HeadNotFoundException>(() => defacer.Deface(scan));

        Assert.Equal("HeadNotFound", fault.ErrorId);
        Assert.InRange(fault.Score, 0, HeadFinder.LowestScore);
    }

    [Fact]
    public void A_head_without_a_face_is_said_to_be_defaced_already()
    {
        var twice = defacer.Deface(AverageHead.Defaced);

        Assert.Equal(DefaceStatus.AlreadyDefaced, twice.Quality!.Status);
        Assert.Contains(twice.Quality.Reasons, reason => reason.Contains("missing before", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(38, -80, true, true)]
    [InlineData(38, -80, false, false)]
    [InlineData(30, 20, true, false)]
    [InlineData(-40, -80, true, false)]
    public void Holes_that_another_left_near_the_face_are_part_of_what_was_removed(
        int y, int z, bool airHasNoise, bool isPart)
    {
        var once = FacelessHead(airHasNoise);
        var hole = Cube(once.Grid, y, z);
        var whole = (airHasNoise ? OfNoisyAir : OfEmptyAir).Value.Voxels;
        Assert.DoesNotContain(hole, voxel => whole.Span[voxel] != 0);
        var voxels = once.Voxels.ToArray();
        hole.ForEach(voxel => voxels[voxel] = 0);

        var cut = defacer.Deface(once.WithVoxels(voxels));

        Assert.Equal(DefaceStatus.AlreadyDefaced, cut.Quality!.Status);
        Assert.All(hole, voxel => Assert.Equal(isPart, cut.FaceMask!.Voxels.Span[voxel] != 0));
    }

    [Fact]
    public void A_faceless_head_without_holes_loses_the_face_zone_alone()
    {
        using var scope = NewDisposeScope();
        var once = FacelessHead(airHasNoise: true);
        using var alignment = defacer.Locate(once, default);
        using var scan = Image.FromVolume(once, CPU);
        using var anatomy = ScanAnatomy.Of(scan, head.Atlas, alignment);

        var mask = defacer.Deface(once, alignment, DefaceRegion.Face, default).FaceMask!;

        var zone = Defacer.RemovedVoxels(once.Grid, anatomy, DefaceRegion.Face);
        Assert.InRange(mask.Count, zone.Count, 1.02 * zone.Count);
    }

    /// <summary>The face is 0, as air is unless it has noise.</summary>
    private static Volume FacelessHead(bool airHasNoise)
    {
        var defaced = AverageHead.Defaced;
        var voxels = defaced.Voxels.ToArray();
        for (var voxel = 0; airHasNoise && voxel < voxels.Length; voxel++)
        {
            voxels[voxel] += (byte)(defaced.FaceMask!.Voxels.Span[voxel] == 0 && voxels[voxel] < 4
                ? 1 + voxel * 7919 % 5 : 0);
        }

        return new Volume(defaced.Grid, defaced.VoxelType, voxels);
    }

    private static Mask MaskOf(Volume volume) => new Defacer(new AverageHead().Atlas, CPU).Deface(volume).FaceMask!;

    /// <summary>A cube of 24 mm in the middle plane.</summary>
    private static List<int> Cube(VoxelGrid grid, int atY, int atZ)
    {
        var cube = new List<int>();
        for (var voxel = 0; voxel < grid.VoxelCount; voxel++)
        {
            var (x, y, z) = grid.Grid2World.Apply(
                voxel % grid.Nx, voxel / grid.Nx % grid.Ny, voxel / grid.Nx / grid.Ny);
            if (Math.Abs(x) < 12 && Math.Abs(y - atY) < 12 && Math.Abs(z - atZ) < 12)
            {
                cube.Add(voxel);
            }
        }

        return cube;
    }

    /// <summary>The header calls axes what they are not: the head faces backwards, stands on its crown, or
    /// both.</summary>
    [Theory]
    [InlineData(1, -1, 1)]
    [InlineData(-1, -1, 1)]
    [InlineData(1, 1, -1)]
    [InlineData(1, -1, -1)]
    public void A_head_under_a_wrong_header_loses_its_face_all_the_same(int x, int y, int z)
    {
        var scan = head.Scan(VoxelType.UInt8, v => 250 * v);
        var wrong = new VoxelGrid(
            scan.Grid.Nx, scan.Grid.Ny, scan.Grid.Nz, AffineMatrix.Scale(x, y, z) * scan.Grid.Grid2World);

        var defaced = defacer.Deface(new Volume(wrong, scan.VoxelType, scan.Voxels));

        var noseInWrongWorld = (0.0, y * 124.0, z * -61.0);
        var brainInWrongWorld = (0.0, y * 55.0, z * -10.0);
        Assert.Equal(DefaceStatus.Good, defaced.Quality!.Status);
        Assert.True(IsRemoved(defaced, noseInWrongWorld));
        Assert.False(IsRemoved(defaced, brainInWrongWorld));
    }

    [Fact]
    public void Cancelling_ends_the_work()
    {
        var scan = head.Scan(VoxelType.UInt8, v => 250 * v);

        Assert.ThrowsAny<OperationCanceledException>(
            () => defacer.Deface(scan, cancel: new CancellationToken(canceled: true)));
    }

    private static bool IsRemoved(Volume defaced, (double X, double Y, double Z) atlasPoint)
    {
        var (x, y, z) = defaced.Grid.World2Grid.Apply(atlasPoint.X, atlasPoint.Y, atlasPoint.Z);
        return defaced.FaceMask!.Voxels.Span[defaced.Grid.Find(
            (int)Math.Round(x), (int)Math.Round(y), (int)Math.Round(z))!.Value] != 0;
    }
}
