using RefacePS.Refacing.ShapeModel.Shapes;
using RefacePS.Tests.Defacing;

namespace RefacePS.Tests.Refacing.ShapeModel.Shapes;

public sealed class FaceTemplateTests(AverageHead head) : NetworkTest, IClassFixture<AverageHead>
{
    /// <summary>Lines forward through skin: chin, lips, cheeks and forehead (x, z), mm.</summary>
    public static TheoryData<double, double> Lines => new() { { 0, -118 }, { 20, -100 }, { -35, -70 }, { 15, 10 } };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_sharper_skin_is_steeper_and_stays_where_it_is(double x, double z)
    {
        using var template = new FaceTemplate(head.Atlas, face: null);
        var sampler = template.ForPoints();

        var (plain, sharp) = (Profile(0), Profile(1));

        Assert.InRange(Steepest(sharp) / Steepest(plain), 1.3, 3);
        Assert.InRange(Crossing(sharp, 0.15) - Crossing(plain, 0.15), -2, 2);
        Assert.InRange(sharp.Max(), 0, plain.Max() + 0.02f);
        Assert.InRange(sharp.Min(), plain.Min() - 1e-5f, 1);

        // From where the skin is to 10 mm beneath it; the air before.
        float[] Profile(float sharpening)
        {
            var skin = Enumerable.Range(0, 1500).Select(i => 150 - 0.1 * i)
                .First(y => sampler.At(x, y, z) > 0.15);
            return [.. Enumerable.Range(0, 160).Select(i => sampler.At(x, skin + 6 - 0.1 * i, z, sharpening))];
        }
    }

    [Fact]
    public void Without_sharpening_it_is_the_template()
    {
        using var template = new FaceTemplate(head.Atlas, face: null);
        var sampler = template.ForPoints();
        for (var y = 60.0; y < 140; y += 0.7)
        {
            Assert.Equal(sampler.At(3, y, -60), sampler.At(3, y, -60, 0));
        }
    }

    /// <summary>The most that a profile rises over a millimeter, no farther than 3 mm from the skin.</summary>
    private static double Steepest(float[] profile) =>
        Enumerable.Range(30, 50).Max(i => (double)(profile[i + 10] - profile[i]));

    private static int Crossing(float[] profile, double level) => Array.FindIndex(profile, value => value > level);
}
