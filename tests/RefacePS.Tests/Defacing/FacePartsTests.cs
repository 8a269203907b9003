using RefacePS.Defacing;
using static TorchSharp.torch;

namespace RefacePS.Tests.Defacing;

/// <summary>Faces of which somebody removed a part, or took the light: what is left may be too little of all to be a
/// face, and still show a person.</summary>
public sealed class FacePartsTests(AverageHead head) : IClassFixture<AverageHead>
{
    /// <summary>The part that is left lies in a box of the atlas, mm: both eyes, one eye, the nose.</summary>
    [Theory]
    [InlineData(-60, 60, -50, 0)]
    [InlineData(10, 60, -50, 0)]
    [InlineData(-16, 16, -85, -45)]
    public void A_part_that_is_left_makes_a_check_uncertain(double left, double right, double low, double high)
    {
        var check = new FaceDetector(head.Atlas, CPU).Check(
            Without((x, y, z) => !(y > 70 && x > left && x < right && z > low && z < high)));

        Assert.InRange(check.FaceTissue, 0, FaceDetector.NoFaceUpTo);
        Assert.InRange(check.FaceShown, 0, SecondLook.FaceFrom - 0.001);
        Assert.Equal(FaceCheckStatus.Uncertain, check.Status);
        Assert.Contains("an eye, the nose or the mouth is there", check.Reasons);
    }

    /// <summary>A coil far from the face, or somebody, leaves it dark: those who look at it turn up the
    /// brightness.</summary>
    [Theory]
    [InlineData(0.06)]
    [InlineData(0.12)]
    [InlineData(0.2)]
    public void A_face_that_is_dark_makes_a_check_uncertain(double brightness)
    {
        var check = new FaceDetector(head.Atlas, CPU).Check(Without((_, _, _) => true, brightness));

        Assert.InRange(check.FaceTissue, 0, FaceDetector.NoFaceUpTo);
        Assert.Equal(FaceCheckStatus.Uncertain, check.Status);
        Assert.Contains("a face is there that is darker than other tissue", check.Reasons);
    }

    [Fact]
    public void A_face_of_which_nothing_is_left_is_none()
    {
        var check = new FaceDetector(head.Atlas, CPU).Check(Without((_, _, _) => true));

        Assert.Equal(FaceCheckStatus.NoFace, check.Status);
        Assert.Empty(check.Reasons);
    }

    /// <summary>The average head in bytes; what of its face is removed has a share of its brightness.</summary>
    private Volume Without(Func<double, double, double, bool> isRemoved, double brightness = 0)
    {
        var whole = head.Scan(VoxelType.UInt8, value => 250 * value);
        var (stored, defaced) = (whole.Voxels.ToArray(), AverageHead.Defaced.Voxels.ToArray());
        for (var voxel = 0; voxel < stored.Length; voxel++)
        {
            var (x, y, z) = whole.Grid.Grid2World.Apply(voxel % whole.Grid.Nx, voxel / whole.Grid.Nx % whole.Grid.Ny,
                voxel / whole.Grid.Nx / whole.Grid.Ny);
            stored[voxel] = stored[voxel] != defaced[voxel] && isRemoved(x, y, z)
                ? (byte)(brightness * stored[voxel]) : stored[voxel];
        }

        return whole.WithVoxels(stored);
    }
}
