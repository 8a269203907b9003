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
    public void A_wrong_transform_is_flagged_however_sure_the_registration_was(double x, double y, double z, double pitch, double yaw)
    {
        var wrong = AffineMatrix.Translation(x, y, z) * AffineMatrix.Rotation(double.DegreesToRadians(pitch), 0, double.DegreesToRadians(yaw));

        var quality = Assess(wrong);

        Assert.NotEqual(DefaceStatus.Good, quality.Status);
        Assert.NotEmpty(quality.Reasons);
    }

    /// <summary>A face that is not where it was looked for is not a face that was removed.</summary>
    [Theory]
    [InlineData(1, DefaceStatus.AlreadyDefaced)]
    [InlineData(0.6, DefaceStatus.Doubtful)]
    public void A_missing_face_is_believed_only_where_the_registration_is_sure(double score, DefaceStatus expected) =>
        Assert.Equal(expected, Assess(AffineMatrix.Translation(0, -60, 0), score: score).Status);

    [Fact]
    public void What_the_mask_leaves_of_the_face_is_counted()
    {
        var quality = Assess(AffineMatrix.Identity, isMaskEmpty: true);

        Assert.Equal(1, quality.FaceRemaining);
        Assert.Equal(DefaceStatus.Doubtful, quality.Status);
        Assert.Contains(quality.Reasons, reason => reason.Contains("still there", StringComparison.Ordinal));
    }

    /// <summary>Judges a defacing of the average head by a transform, for which the registration claims a score.</summary>
    private DefaceQuality Assess(AffineMatrix scan2Atlas, bool isMaskEmpty = false, double score = 1)
    {
        using var scope = NewDisposeScope();
        using var scan = Image.FromVolume(head.Scan(VoxelType.UInt8, v => 250 * v), CPU);
        using var alignment = new HeadAlignment(
            scan2Atlas, new DisplacementField(scan.Grid, zeros(3, scan.Grid.Nz, scan.Grid.Ny, scan.Grid.Nx)), score);
        using var anatomy = new ScanAnatomy(scan, head.Atlas, alignment);
        var mask = isMaskEmpty ? new Mask(head.Grid, new byte[head.Grid.VoxelCount]) : Defacer.RemovedVoxels(head.Grid, anatomy, DefaceRegion.Face);
        return DefaceAssessment.Assess(head.Atlas, alignment, anatomy, DefaceRegion.Face, mask);
    }
}
