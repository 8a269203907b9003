using System.Collections.Concurrent;
using RefacePS.Morphometry;
using TorchSharp;

namespace RefacePS.Tests.Morphometry;

public sealed class TissueClassificationTests
{
    private const int Side = 48;
    private const int Count = Side * Side * Side;

    private static readonly double[] Means = [300, 700, 1000];
    private static readonly double[] Deviations = [60, 50, 40];

    [Fact]
    public void The_means_and_variances_that_drew_the_image_are_found()
    {
        var model = Fit(Draw(bias: 0, out var priors), priors);
        for (var tissue = 0; tissue < 3; tissue++)
        {
            // Standard error of a mean of 20,000 draws is under 1; the mixtures between the tissues take a little of
            // the tails.
            Assert.InRange(model.Gaussians.Means[tissue], Means[tissue] - 6, Means[tissue] + 6);
            Assert.InRange(model.Gaussians.Deviations[tissue] / Deviations[tissue], 0.88, 1.12);
        }
    }

    [Fact]
    public void A_smooth_field_that_multiplies_the_image_is_found()
    {
        const double strength = 0.2;
        var model = Fit(Draw(strength, out var priors), priors);
        var (left, right) = (Field(model, -0.9), Field(model, 0.9));
        Assert.InRange(Math.Log(right / left), 1.8 * strength - 0.03, 1.8 * strength + 0.03);
        Assert.InRange(model.Gaussians.Means[2] / model.Gaussians.Means[1], 0.97 * Means[2] / Means[1],
            1.03 * Means[2] / Means[1]);
    }

    [Fact]
    public void Scans_of_any_scale_give_the_same_intensities()
    {
        var values = Draw(bias: 0.1, out var priors);
        var (intensity, shares) = Fit(values, priors).Apply(values, priors, Position);
        var scaled = Array.ConvertAll(values, value => value * 0.01f);
        var (scaledIntensity, _) = Fit(scaled, priors).Apply(scaled, priors, Position);

        Assert.All(Enumerable.Range(0, Count), voxel => Assert.Equal(intensity[voxel], scaledIntensity[voxel], 0.01));
        Assert.All(Enumerable.Range(0, Count), voxel =>
            Assert.InRange(shares[voxel] + shares[Count + voxel] + shares[2 * Count + voxel], 0.999f, 1.001f));
    }

    [Fact]
    public void The_same_image_gives_the_same_model()
    {
        var values = Draw(bias: 0.1, out var priors);
        var (first, second) = (Fit(values, priors), Fit(values, priors));
        Assert.Equal(first.Bias, second.Bias);
        Assert.Equal(first.Gaussians.Means.ToArray(), second.Gaussians.Means.ToArray());
    }

    [Fact]
    public void A_worker_whose_share_is_one_core_takes_no_other()
    {
        var values = Draw(bias: 0, out var priors);
        var model = Fit(values, priors);
        var threads = new ConcurrentDictionary<int, bool>();
        var before = torch.get_num_threads();
        torch.set_num_threads(1);
        try
        {
            model.Apply(values, priors, voxel =>
            {
                threads[Environment.CurrentManagedThreadId] = true;
                return Position(voxel);
            });
        }
        finally
        {
            torch.set_num_threads(before);
        }

        Assert.Equal([Environment.CurrentManagedThreadId], threads.Keys);
    }

    [Fact]
    public void An_image_that_shows_nothing_gives_finite_numbers()
    {
        Draw(bias: 0, out var priors);
        var values = new float[Count];
        var model = Fit(values, priors);
        Assert.All(model.Bias, coefficient => Assert.True(double.IsFinite(coefficient)));
        Assert.True(double.IsFinite(model.Gaussians.Means[0]));
    }

    [Fact]
    public void Every_value_has_finite_shares_however_far_it_lies_from_all_tissues()
    {
        var gaussians = new TissueGaussians(Means, Array.ConvertAll(Deviations, deviation => deviation * deviation));
        var classes = new double[TissueGaussians.Classes];
        for (var value = 1000.0; value < 4000; value += 0.25)
        {
            gaussians.Posteriors(value, 0.01, 0.5, 0.4, classes);
            Assert.InRange(classes.Sum(), 0, 1.000001);
        }
    }

    private static TissueModel Fit(float[] values, float[] priors) =>
        TissueClassification.Fit(values, priors, Position, [.. Enumerable.Range(0, Count)]);

    private static double Field(TissueModel model, double x)
    {
        var basis = new double[BiasField.Terms];
        BiasField.Basis(x, 0, 0, basis);
        return BiasField.At(basis, model.Bias);
    }

    private static (double X, double Y, double Z) Position(int voxel) =>
        (At(voxel % Side), At(voxel / Side % Side), At(voxel / Side / Side));

    private static double At(int index) => 2.0 * (index + 0.5) / Side - 1;

    /// <summary>A third of the voxels of every tissue, with priors that are right in nine voxels of ten.</summary>
    private static float[] Draw(double bias, out float[] priors)
    {
        var random = new Random(7);
        var values = new float[Count];
        priors = new float[3 * Count];
        for (var voxel = 0; voxel < Count; voxel++)
        {
            var tissue = random.Next(3);
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(
                2 * Math.PI * random.NextDouble());
            values[voxel] = (float)((Means[tissue] + Deviations[tissue] * normal) * Math.Exp(bias * Position(voxel).X));
            var believed = random.Next(10) == 0 ? random.Next(3) : tissue;
            for (var other = 0; other < 3; other++)
            {
                priors[other * Count + voxel] = other == believed ? 0.9f : 0.05f;
            }
        }

        return values;
    }
}
