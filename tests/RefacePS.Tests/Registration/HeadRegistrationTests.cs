using RefacePS.Registration;
using RefacePS.Volumes;

namespace RefacePS.Tests.Registration;

public sealed class HeadRegistrationTests(HeadRegistrationTests.Phantom phantom)
    : IClassFixture<HeadRegistrationTests.Phantom>
{
    private const double Spacing = 4;

    public sealed class Phantom : IDisposable
    {
        public Phantom()
        {
            using var average = HeadPhantom.Average(Spacing);
            Registration = new HeadRegistration(average);
        }

        public HeadRegistration Registration { get; }

        public void Dispose() => Registration.Dispose();
    }

    [Theory]
    [InlineData(25, 0, 0, 1, false)]
    [InlineData(-10, 25, 10, 0.9, true)]
    public void A_turned_head_of_any_contrast_is_found(double pitch, double yaw, double roll, double scale, bool isT2)
    {
        var phantom2Scan = AffineMatrix.Translation(8, -15, 12)
            * AffineMatrix.Rotation(double.DegreesToRadians(pitch), double.DegreesToRadians(roll),
                double.DegreesToRadians(yaw))
            * AffineMatrix.Scale(scale, scale * 1.05, scale);
        using var scan = Scan(phantom2Scan, isT2);

        using var alignment = phantom.Registration.Align(scan, hasWorld: true);

        // Half a voxel: at 4 mm the skin of the inverted contrast is all partial volume.
        Assert.InRange(HeadPhantom.LargestError(alignment.Scan2Atlas, phantom2Scan), 0, Spacing / 2);
    }

    [Fact]
    public void A_head_that_lies_any_way_is_found_without_a_header()
    {
        var phantom2Scan = AffineMatrix.FromRows([0, 0, -1, 5, 1, 0, 0, -8, 0, -1, 0, 3]);
        using var scan = Scan(phantom2Scan, isT2: false);

        using var alignment = phantom.Registration.Align(scan, hasWorld: false);

        Assert.InRange(HeadPhantom.LargestError(alignment.Scan2Atlas, phantom2Scan), 0, 1);
    }

    /// <summary>LPS taken for RAS: the header says that the head is upright, and its face is at the back.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_head_that_faces_backwards_under_its_header_is_found(bool isT2)
    {
        var phantom2Scan = AffineMatrix.Translation(6, 9, -4) * AffineMatrix.Scale(-1, -1, 1);
        using var scan = Scan(phantom2Scan, isT2);

        using var alignment = phantom.Registration.Align(scan, hasWorld: true);

        Assert.InRange(HeadPhantom.LargestError(alignment.Scan2Atlas, phantom2Scan), 0, Spacing / 2);
    }

    [Fact]
    public void The_same_scan_gives_the_same_alignment_to_the_last_bit()
    {
        using var scan = Scan(AffineMatrix.Rotation(0.2, 0, 0), isT2: false);

        using var first = phantom.Registration.Align(scan, hasWorld: true);
        using var second = phantom.Registration.Align(scan, hasWorld: true);

        Assert.Equal(first.Scan2Atlas, second.Scan2Atlas);
        Assert.Equal(first.Field.Vectors.data<float>().ToArray(), second.Field.Vectors.data<float>().ToArray());
    }

    private static Image Scan(AffineMatrix phantom2Scan, bool isT2)
    {
        var back = phantom2Scan.Inverse();
        return HeadPhantom.Scan(HeadPhantom.Grid(Spacing), p => back.Apply(p.X, p.Y, p.Z), isT2);
    }
}
