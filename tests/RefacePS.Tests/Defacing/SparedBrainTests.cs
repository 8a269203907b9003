using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.HeadCoordinates;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

/// <summary>Brain that is seen in a scan stays in it, wherever the map of the defacing puts the face.</summary>
public sealed class SparedBrainTests : IClassFixture<AverageHead>, IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly AverageHead head;
    private readonly Image scan;
    private readonly ScanAnatomy anatomy;

    public SparedBrainTests(AverageHead head)
    {
        this.head = head;
        scan = Image.FromVolume(head.Scan(VoxelType.UInt8, v => 250 * v), CPU);
        anatomy = Anatomy(AffineMatrix.Identity);
    }

    public void Dispose()
    {
        anatomy.Dispose();
        scan.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void Brain_in_the_zone_of_the_face_is_kept_and_the_rest_of_the_face_goes()
    {
        using var seen = Seen(lower: 30, noise: 0);
        var inFace = (anatomy.FaceDepth > 0) & (Likely(seen) > 0.8);
        Assert.True(anatomy.Grid.Milliliters(inFace.sum().ToInt64()) > 5);

        var spared = Spare(seen);

        Assert.True(spared.Voxels >= inFace.sum().ToInt64());
        Assert.Equal(0, ((spared.Depth > 0) & (Likely(seen) > 0.1)).sum().ToInt64());
        var elsewhere = Likely(seen) < 0.01;
        Assert.True(((spared.Depth > 0) == (anatomy.FaceDepth > 0))[elsewhere].all().ToBoolean());
    }

    [Fact]
    public void A_result_that_had_to_keep_brain_is_doubtful_and_says_why()
    {
        var good = new DefaceQuality
        {
            Status = DefaceStatus.Good, RegistrationScore = 1, FaceAgreement = 1, BrainVoxelsRemoved = 0,
            FaceRemaining = 0, FaceInView = 1,
        };

        var judged = new SparedBrain(anatomy.FaceDepth, 120).AddTo(good);

        Assert.Equal(DefaceStatus.Doubtful, judged.Status);
        Assert.Contains("120 voxels of what looks like brain", Assert.Single(judged.Reasons));
        Assert.Same(good, new SparedBrain(anatomy.FaceDepth, 0).AddTo(good));
    }

    /// <summary>The brain of the atlas itself; one that is not sure, where a match has none there; and none.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(30, 12)]
    [InlineData(null, 0)]
    public void Without_brain_in_the_zone_nothing_changes(int? lower, int noise)
    {
        using var seen = lower is { } by ? Seen(by, noise) : null;
        Assert.Equal(noise == 0, seen?.IsSure ?? true);

        var spared = Spare(seen);

        Assert.Equal(0, spared.Voxels);
        Assert.True((spared.Depth == anatomy.FaceDepth).all().ToBoolean());
    }

    /// <summary>A map that puts the face into the brain, and a network that sees all where it is, but not
    /// sharply.</summary>
    [Fact]
    public void What_is_seen_unsurely_is_kept_where_a_match_has_brain_too()
    {
        using var mistaken = Anatomy(AffineMatrix.Translation(0, 0, -25));
        using var seen = Seen(lower: 0, noise: 12);
        Assert.False(seen.IsSure);

        var spared = SparedBrain.Of(scan, seen, head.Atlas, mistaken, DefaceRegion.Face);

        Assert.True(spared.Voxels > 0);
        Assert.Equal(0, ((spared.Depth > 0) & (Likely(seen) > 0.1)).sum().ToInt64());
    }

    private ScanAnatomy Anatomy(AffineMatrix scan2Atlas) => ScanAnatomy.Of(
        scan, head.Atlas, new HeadAlignment(scan2Atlas, new DisplacementField(
            scan.Grid, zeros(3, scan.Grid.Nz, scan.Grid.Ny, scan.Grid.Nx)), Score: 1));

    private SparedBrain Spare(SeenHead? seen) =>
        SparedBrain.Of(scan, seen, head.Atlas, anatomy, DefaceRegion.Face);

    private Tensor Likely(SeenHead seen) => seen.CavityAt(Resampling.WorldPoints(anatomy.Grid, CPU));

    /// <summary>The view of a network that sees the average brain lower than it is (mm), and whose coordinates are off
    /// by chance (standard deviation, mm).</summary>
    private SeenHead Seen(int lower, int noise)
    {
        var points = Resampling.WorldPoints(scan.Grid, CPU);
        var place = stack([points.select(1, 0).abs(), points.select(1, 1), points.select(1, 2)]);
        place += noise * randn(place.shape, generator: new Generator(1));
        var cavity = (head.Atlas.Zones.At(points + tensor([0f, 0f, (float)lower])).Cavity - 0.5) * 40;
        return SeenHead.Of(scan.Grid, cat([cavity.unsqueeze(0), place / HeadChannel.Unit])
            .reshape(HeadChannel.Count, scan.Grid.Nz, scan.Grid.Ny, scan.Grid.Nx));
    }
}
