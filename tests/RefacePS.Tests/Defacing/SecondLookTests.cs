using RefacePS.Atlases;
using RefacePS.Defacing;
using RefacePS.HeadCoordinates;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

/// <summary>Faces that a wrong mask leaves, and brain that it takes, are seen by a look that knows nothing of
/// it.</summary>
public sealed class SecondLookTests(AverageHead head) : IClassFixture<AverageHead>
{
    /// <summary>Ways to lie in the header's world, of a head that lies in one way.</summary>
    public static TheoryData<double, double, double> Headers => new()
    {
        { 1, 1, 1 },
        // Front and back exchanged; LPS taken for RAS; upside down.
        { 1, -1, 1 },
        { -1, -1, 1 },
        { 1, 1, -1 },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_face_is_seen_and_its_absence_too_whatever_the_header_calls_front(double x, double y, double z)
    {
        using var scope = NewDisposeScope();
        var header = AffineMatrix.Scale(x, y, z);

        var (with, without) =
            (Look(Masked(depth => full_like(depth, -1f)), header), Look(Masked(depth => depth), header));

        Assert.Equal(FaceCheckStatus.Face, with.Verdict);
        Assert.Equal(FaceCheckStatus.NoFace, without.Verdict);
        Assert.InRange(without.FaceShown, 0, 0.02);
    }

    [Theory]
    [InlineData("back of the head")]
    [InlineData("left half")]
    [InlineData("upper half")]
    [InlineData("20 mm to the front")]
    [InlineData("turned by 25 degrees")]
    public void What_a_wrong_mask_leaves_is_seen(string failure)
    {
        using var scope = NewDisposeScope();
        var scan = failure switch
        {
            "back of the head" => Masked(AffineMatrix.Rotation(0, 0, Math.PI)),
            "left half" => Masked(depth => depth, points => points.select(1, 0)),
            "upper half" => Masked(depth => depth, points => points.select(1, 2) + 70),
            "20 mm to the front" => Masked(AffineMatrix.Translation(0, -20, 0)),
            _ => Masked(AffineMatrix.Rotation(0, 0, double.DegreesToRadians(25))),
        };

        // A look that sees no head at all has no share, and is in no range.
        Assert.InRange(Look(scan, AffineMatrix.Identity).FaceShown, SecondLook.NoFaceUpTo + 1e-9, 1);
    }

    /// <summary>A coil that leaves a face dark, two heads in one scan, something round: where no second look
    /// is had, the first one alone has to be sure.</summary>
    [Theory]
    [InlineData(0.04, 0.9, 0.9, FaceCheckStatus.NoFace)]
    [InlineData(0.13, 0.9, 0.9, FaceCheckStatus.Uncertain)]
    [InlineData(0.04, 0.6, 0.9, FaceCheckStatus.Uncertain)]
    [InlineData(0.0, 0.9, 0.0, FaceCheckStatus.Uncertain)]
    public void A_face_that_the_first_look_alone_misses_is_for_a_person(
        double tissue, double score, double inView, FaceCheckStatus expected)
    {
        var check = new FaceCheck
        {
            Path = "head.nii", Status = FaceCheckStatus.NoFace, FaceTissue = tissue, FaceAgreement = 0.3,
            FaceInView = inView, RegistrationScore = score, IsMarked = false,
        };
        var place = new HeadMatch(AffineMatrix.Identity, 0.9);

        var alone = FaceDetector.Agreed(check, new(
            FaceCheckStatus.Uncertain, double.NaN, FaceInView: 0, place, TissueFrom: double.NaN));
        var seen = FaceDetector.Agreed(check, new(
            FaceCheckStatus.NoFace, FaceShown: 0.01, FaceInView: 1, place, TissueFrom: 0.1));

        Assert.Equal(expected, alone.Status);
        Assert.Equal(expected == FaceCheckStatus.Uncertain ? ["a second look does not see a head"] : [], alone.Reasons);
        Assert.Equal(FaceCheckStatus.NoFace, seen.Status);
    }

    /// <summary>A mask that is off by a centimeter leaves a strip of the face, too little of it to be seen.</summary>
    [Theory]
    [InlineData(12, 0, 0)]
    [InlineData(0, -12, 0)]
    [InlineData(0, 0, 12)]
    public void A_mask_beside_the_face_is_doubted(double x, double y, double z)
    {
        var quality = Judged(AffineMatrix.Translation(x, y, z), depth => depth);

        Assert.Equal(DefaceStatus.Doubtful, quality.Status);
        Assert.Contains(quality.Reasons, reason => reason.Contains("mm from where it was removed"));
    }

    [Fact]
    public void A_mask_that_leaves_what_lies_deep_in_the_face_is_doubted()
    {
        var quality = Judged(AffineMatrix.Identity, depth => depth - 15);

        Assert.Equal(DefaceStatus.Doubtful, quality.Status);
        Assert.Contains(quality.Reasons, reason => reason.Contains("of the face beside what was removed"));
    }

    [Fact]
    public void A_mask_where_the_face_is_is_good()
    {
        var quality = Judged(AffineMatrix.Identity, depth => depth);

        Assert.Equal((DefaceStatus.Good, 0), (quality.Status, quality.Reasons.Count));
    }

    /// <summary>The second look's judgement of a defacing by a map, which finds nothing wrong itself.</summary>
    private DefaceQuality Judged(AffineMatrix map, Func<Tensor, Tensor> change)
    {
        using var scope = NewDisposeScope();
        return Judged(
            head.Scan(VoxelType.UInt8, v => 250 * v), map, change,
            (scan, mask) => Blanking.Blank(scan, mask, fill: 0), Quality(DefaceStatus.Good));
    }

    private DefaceQuality Judged(Volume scan, AffineMatrix map, Func<Tensor, Tensor> change,
        Func<Volume, Mask, Volume> remove, DefaceQuality quality)
    {
        using var image = Image.FromVolume(scan, CPU);
        using var legible = LegibleScan.Of(image);
        using var alignment = new HeadAlignment(map, DisplacementField.Zero(scan.Grid, CPU), Score: 1);
        using var anatomy = new ScanAnatomy(legible, head.Atlas, alignment);
        var depth = change(anatomy.FaceDepth);
        using var before = SeenScan.Of(legible, scan.HasWorld, HeadCoordinateModel.Shipped(CPU));
        using var after = SeenScan.Of(
            remove(scan, Resampling.PositiveOn(depth, anatomy.Grid, scan.Grid)), CPU, before);
        return SecondLook.Of(after, head.Atlas).Judge(
            quality, before, head.Atlas, anatomy, depth, mustBeSeen: true);
    }

    private static DefaceQuality Quality(DefaceStatus status, params string[] reasons) => new()
    {
        Status = status, RegistrationScore = 1, FaceAgreement = 1, FaceRemaining = 0, BrainVoxelsRemoved = 0,
        FaceInView = 1, Reasons = reasons,
    };

    /// <summary>A map that is off by some millimeters may have the face where there is air, so that it seems to have
    /// been removed before.</summary>
    [Fact]
    public void A_face_that_only_seems_to_have_been_removed_before_is_doubted()
    {
        using var scope = NewDisposeScope();
        var (withFace, without) = (Masked(depth => full_like(depth, -1f)), Masked(depth => depth));

        Assert.Equal(DefaceStatus.Doubtful, Judged(withFace).Status);
        Assert.Contains(Judged(withFace).Reasons, reason => reason.Contains("of a face in the scan"));
        Assert.Equal(DefaceStatus.AlreadyDefaced, Judged(without).Status);

        DefaceQuality Judged(Volume scan) => this.Judged(
            scan, AffineMatrix.Identity, depth => depth, (_, _) => without,
            Quality(DefaceStatus.AlreadyDefaced, "the face was missing before"));
    }

    [Fact]
    public void Brain_that_a_mask_takes_is_seen_in_the_scan()
    {
        using var scope = NewDisposeScope();
        var scan = head.Scan(VoxelType.UInt8, v => 250 * v);
        using var image = Image.FromVolume(scan, CPU);
        using var legible = LegibleScan.Of(image);
        using var seen = SeenScan.Of(legible, scan.HasWorld, HeadCoordinateModel.Shipped(CPU));
        using var alignment = new HeadAlignment(
            AffineMatrix.Identity, DisplacementField.Zero(scan.Grid, CPU), Score: 1);
        using var anatomy = ScanAnatomy.Of(image, head.Atlas, alignment);

        var look = SecondLook.Of(seen, head.Atlas);

        Assert.Equal(0, look.BrainRemoved(seen.Head, head.Atlas, anatomy, anatomy.FaceDepth));
        Assert.True(look.BrainRemoved(seen.Head, head.Atlas, anatomy, anatomy.FaceDepth + 20) > 0);
    }

    [Fact]
    public void Where_no_head_is_seen_nothing_can_be_said()
    {
        var random = new Random(3);
        var scan = head.Scan(VoxelType.UInt8, _ => random.Next(256));

        Assert.Equal(FaceCheckStatus.Uncertain, Look(scan, AffineMatrix.Identity).Verdict);
    }

    /// <summary>In strange contrast the network may take all of a scan for brain.</summary>
    [Fact]
    public void A_cavity_as_large_as_the_scan_is_no_head()
    {
        using var scope = NewDisposeScope();
        var grid = AtlasGrid.WithSpacing(6);
        var points = (Resampling.WorldPoints(grid, CPU) / HeadChannel.Unit).t();
        var channels = cat([full_like(points[0], 9f).unsqueeze(0), points[0].abs().unsqueeze(0), points[1..]])
            .reshape(HeadChannel.Count, grid.Nz, grid.Ny, grid.Nx);
        using var seen = SeenHead.Of(grid, channels);

        Assert.InRange(seen.Fit.Residual, 0, 5);
        Assert.False(seen.IsHead);
    }

    /// <summary>Half probable cavity everywhere says nothing of how bright tissue is.</summary>
    [Fact]
    public void Where_nothing_is_surely_cavity_the_share_of_the_face_is_not_known()
    {
        using var scope = NewDisposeScope();
        using var image = Image.FromVolume(head.Scan(VoxelType.UInt8, v => 250 * v), CPU);
        var channels = full([HeadChannel.Count, image.Grid.Nz, image.Grid.Ny, image.Grid.Nx], 0.5f);
        using var seen = SeenHead.Of(image.Grid, channels);

        var match = new HeadMatch(AffineMatrix.Identity, Score: 1);

        Assert.Equal(double.NaN, match.FaceShown(image, seen, head.Atlas).Shown);
    }

    private SecondLook Look(Volume scan, AffineMatrix header)
    {
        var turned = new Volume(
            new VoxelGrid(scan.Grid.Nx, scan.Grid.Ny, scan.Grid.Nz, header * scan.Grid.Grid2World), scan.VoxelType,
            scan.Voxels);
        using var image = Image.FromVolume(turned, CPU);
        using var legible = LegibleScan.Of(image);
        using var seen = SeenScan.Of(legible, hasWorld: true, HeadCoordinateModel.Shipped(CPU));
        return SecondLook.Of(seen, head.Atlas);
    }

    private Volume Masked(AffineMatrix move) => Masked(head.Atlas.Zones.At(
        Resampling.Transform(Resampling.WorldPoints(head.Grid, CPU), move)).FaceDepth);

    private Volume Masked(
        Func<Tensor, Tensor> change,
        Func<Tensor, Tensor>? side = null)
    {
        var points = Resampling.WorldPoints(head.Grid, CPU);
        var depth = change(head.Atlas.Zones.At(points).FaceDepth);
        return Masked(side is null ? depth : minimum(depth, side(points)));
    }

    private Volume Masked(Tensor depth)
    {
        var scan = head.Scan(VoxelType.UInt8, v => 250 * v);
        return Blanking.Blank(scan, MaskConversion.ToMask(scan.Grid, depth.reshape(
            scan.Grid.Nz, scan.Grid.Ny, scan.Grid.Nx) > 0), fill: 0);
    }
}
