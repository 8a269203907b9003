using RefacePS.Defacing;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

public sealed class DefaceAssessmentTests(AverageHead head) : IClassFixture<AverageHead>
{
    [Fact]
    public void The_right_transform_is_good()
    {
        var quality = Assess(AffineMatrix.Identity);

        Assert.Equal(DefaceStatus.Good, quality.Status);
        Assert.InRange(quality.FaceAgreement, 0.95, 1);
        Assert.Equal(1, quality.FaceInView, 0.05);
    }

    [Theory]
    [InlineData(0, 0, 25, 0, 0)]
    [InlineData(0, 20, 0, 0, 0)]
    [InlineData(0, -20, 0, 0, 0)]
    [InlineData(0, 0, 0, 20, 0)]
    [InlineData(0, 0, 0, -20, 0)]
    [InlineData(0, 0, 0, 0, 25)]
    [InlineData(0, 0, 0, 0, 180)]
    [InlineData(0, 0, 0, 180, 0)]
    public void A_wrong_transform_is_flagged_however_sure_the_registration_was(
        double x, double y, double z, double pitch, double yaw)
    {
        var wrong = AffineMatrix.Translation(x, y, z) * AffineMatrix.Rotation(
            double.DegreesToRadians(pitch), 0, double.DegreesToRadians(yaw));

        var quality = Assess(wrong);

        Assert.NotEqual(DefaceStatus.Good, quality.Status);
        Assert.NotEmpty(quality.Reasons);
    }

    [Theory]
    [InlineData(1, DefaceStatus.AlreadyDefaced)]
    [InlineData(0.6, DefaceStatus.Doubtful)]
    public void A_missing_face_is_believed_only_where_the_registration_is_sure(double score, DefaceStatus expected) =>
        Assert.Equal(expected, Assess(AffineMatrix.Identity, score: score, isCut: true).Status);

    [Fact]
    public void What_the_mask_leaves_of_the_face_is_counted()
    {
        var quality = Assess(AffineMatrix.Identity, isMaskEmpty: true);

        Assert.Equal(1, quality.FaceRemaining);
        Assert.Equal(DefaceStatus.Doubtful, quality.Status);
        Assert.Contains(quality.Reasons, reason => reason.Contains("still there", StringComparison.Ordinal));
    }

    /// <summary>The lower half of a head looks much like a face, whichever way up it is.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Half_a_head_is_doubtful_whether_it_was_blanked_or_cut_from_the_view(bool isCut)
    {
        using var scope = NewDisposeScope();
        using var whole = Image.FromVolume(head.Scan(VoxelType.UInt8, v => 250 * v), CPU);
        using var half = LowerHalf(whole, isCut);
        using var alignment = Claimed(half.Grid, AffineMatrix.Identity, score: 1);
        using var anatomy = ScanAnatomy.Of(half, head.Atlas, alignment);
        var mask = Defacer.RemovedVoxels(half.Grid, anatomy, DefaceRegion.Face);

        var quality = DefaceAssessment.Assess(head.Atlas, alignment, anatomy, DefaceRegion.Face, mask);

        Assert.Equal(DefaceStatus.Doubtful, quality.Status);
        Assert.Contains(quality.Reasons, reason =>
            reason.Contains("of the brain is empty or out of view", StringComparison.Ordinal));
    }

    /// <summary>The part below the middle of the world, the rest blank or out of view.</summary>
    private static Image LowerHalf(Image whole, bool isCut)
    {
        using var scope = NewDisposeScope();
        var height = Resampling.WorldPoints(whole.Grid, CPU)[.., 2].reshape(whole.Voxels.shape);
        if (!isCut)
        {
            return new Image(whole.Grid, whole.Voxels * (height < 0));
        }

        var (grid, rows) = (whole.Grid, (int)whole.Grid.World2Grid.Apply(0, 0, 0).Y);
        return new Image(new VoxelGrid(grid.Nx, rows, grid.Nz, grid.Grid2World), whole.Voxels.slice(1, 0, rows, 1)
            .contiguous());
    }

    private Image WithoutFace(Image whole, HeadAlignment alignment)
    {
        using var scope = NewDisposeScope();
        using var anatomy = ScanAnatomy.Of(whole, head.Atlas, alignment);
        var face = Defacer.RemovedVoxels(whole.Grid, anatomy, DefaceRegion.Face);
        return new Image(whole.Grid, whole.Voxels * (1 - MaskConversion.ToTensor(face, CPU).reshape(
            whole.Voxels.shape).to(float32)));
    }

    private static HeadAlignment Claimed(VoxelGrid grid, AffineMatrix scan2Atlas, double score) =>
        new(scan2Atlas, new DisplacementField(grid, zeros(3, grid.Nz, grid.Ny, grid.Nx)), score);

    /// <summary>Judges a defacing of the average head by a transform, for which the registration claims a
    /// score.</summary>
    private DefaceQuality Assess(
        AffineMatrix scan2Atlas, bool isMaskEmpty = false, double score = 1, bool isCut = false)
    {
        using var scope = NewDisposeScope();
        using var whole = Image.FromVolume(head.Scan(VoxelType.UInt8, v => 250 * v), CPU);
        using var alignment = Claimed(whole.Grid, scan2Atlas, score);
        using var scan = isCut ? WithoutFace(whole, alignment) : new Image(whole.Grid, whole.Voxels.clone());
        using var anatomy = ScanAnatomy.Of(scan, head.Atlas, alignment);
        var mask = isMaskEmpty ? new Mask(head.Grid, new byte[head.Grid.VoxelCount])
            : Defacer.RemovedVoxels(head.Grid, anatomy, DefaceRegion.Face);
        return DefaceAssessment.Assess(head.Atlas, alignment, anatomy, DefaceRegion.Face, mask);
    }
}
