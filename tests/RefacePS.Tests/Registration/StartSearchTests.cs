using RefacePS.Registration;

namespace RefacePS.Tests.Registration;

public sealed class StartSearchTests
{
    private const double Spacing = 12;

    [Fact]
    public void There_are_24_ways_to_lie_along_the_axes()
    {
        var rotations = StartSearch.ProperAxisRotations().ToArray();

        Assert.Equal(24, rotations.Distinct().Count());
        Assert.All(rotations, rotation => Assert.Equal(1, rotation.Determinant, 12));
    }

    [Fact]
    public void Each_of_them_is_among_the_first_guesses()
    {
        using var average = HeadPhantom.Average(Spacing);
        using var template = new Template(average, Spacing, 0.5);
        using var upright = ScanSamples.Create(average, Spacing, 0);

        foreach (var phantom2Scan in StartSearch.ProperAxisRotations())
        {
            var back = phantom2Scan.Inverse();
            using var scan = HeadPhantom.Scan(HeadPhantom.Grid(Spacing), p => back.Apply(p.X, p.Y, p.Z));
            using var samples = ScanSamples.Create(scan, Spacing, 0.5);

            var starts = StartSearch.Best(template, samples, upright.HeadCentre, StartWays.Any, 6);

            // The guesses turn by 20 degrees and lift by 35 mm, so the right one is exact up to the centres of mass.
            Assert.Contains(starts, start => HeadPhantom.LargestError(start, phantom2Scan) < Spacing);
        }
    }
}
