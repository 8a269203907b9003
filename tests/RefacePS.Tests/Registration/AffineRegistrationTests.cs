using RefacePS.Registration;

namespace RefacePS.Tests.Registration;

public sealed class AffineRegistrationTests
{
    private const double Spacing = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Small_random_maps_of_any_contrast_are_undone(int seed)
    {
        var random = new Random(seed);
        var phantom2Scan = AffineMatrix.Translation(Between(-8, 8), Between(-8, 8), Between(-8, 8))
            * AffineMatrix.Rotation(Between(-0.12, 0.12), Between(-0.12, 0.12), Between(-0.12, 0.12))
            * AffineMatrix.Scale(Between(0.9, 1.1), Between(0.9, 1.1), Between(0.9, 1.1));
        using var average = HeadPhantom.Average(Spacing);
        var back = phantom2Scan.Inverse();
        using var scan = HeadPhantom.Scan(HeadPhantom.Grid(Spacing), p => back.Apply(p.X, p.Y, p.Z),
            isT2: seed % 2 == 0);
        using var template = new Template(average, Spacing, 0.5);
        using var samples = ScanSamples.Create(scan, Spacing, 0.5);

        var result = AffineRegistration.Refine(template, samples, AffineMatrix.Identity, AffineFreedom.Full, 40);

        // A sixth of a voxel of the template's own contrast. Inverted, partial volume at the skin is not monotonic in
        // the template's values, which moves the border by up to half a voxel.
        Assert.InRange(HeadPhantom.LargestError(result.Scan2Template, phantom2Scan), 0, seed % 2 == 0 ? Spacing / 2
            : Spacing / 6);
        Assert.InRange(result.Score, 0.8, 1);

        double Between(double low, double high) => low + random.NextDouble() * (high - low);
    }

    [Fact]
    public void A_similarity_keeps_angles()
    {
        using var average = HeadPhantom.Average(Spacing);
        using var scan = HeadPhantom.Scan(HeadPhantom.Grid(Spacing), p => (p.X * 1.2, p.Y * 0.95, p.Z * 1.05));
        using var template = new Template(average, Spacing, 0.5);
        using var samples = ScanSamples.Create(scan, Spacing, 0.5);

        var map = AffineRegistration.Refine(template, samples, AffineMatrix.Identity, AffineFreedom.Similarity, 5)
            .Scan2Template;

        var scale = Math.Cbrt(map.Determinant);
        for (var a = 0; a < 3; a++)
        {
            for (var b = 0; b < 3; b++)
            {
                var product = map[0, a] * map[0, b] + map[1, a] * map[1, b] + map[2, a] * map[2, b];
                // The linearised rotations of five steps add up to a little shear.
                Assert.Equal(a == b ? 1 : 0, product / (scale * scale), 0.02);
            }
        }
    }

    [Fact]
    public void The_reason_for_stopping_is_told()
    {
        using var average = HeadPhantom.Average(Spacing);
        using var template = new Template(average, Spacing, 0.5);
        using var samples = ScanSamples.Create(average, Spacing, 0.5);

        var settled = AffineRegistration.Refine(template, samples, AffineMatrix.Identity, AffineFreedom.Full, 40);
        var cut = AffineRegistration.Refine(
            template, samples, AffineMatrix.Translation(10, 0, 0), AffineFreedom.Full, 1);

        Assert.True(settled.Converged);
        Assert.InRange(settled.Iterations, 1, 39);
        Assert.False(cut.Converged);
        Assert.Equal(1, cut.Iterations);
    }
}
