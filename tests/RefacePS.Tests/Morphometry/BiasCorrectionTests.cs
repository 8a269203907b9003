using RefacePS.Atlases;
using RefacePS.Morphometry;
using RefacePS.Tests.Defacing;
using RefacePS.Tests.Refacing;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Morphometry;

public sealed class BiasCorrectionTests(AverageHead head, ShippedAtlas brains)
    : NetworkTest, IClassFixture<AverageHead>, IClassFixture<ShippedAtlas>
{
    private BrainPriors Priors => brains.Atlas.Priors;

    /// <summary>Shading as scanners leave it that do not correct for their coils: the scalp is so many times as bright
    /// as the middle of the brain, or one end of the head as the other.</summary>
    [Theory]
    [InlineData(3, 1, 0.08)]
    [InlineData(1, 3, 0.06)]
    [InlineData(1, 1, 0.06)]
    public void The_shading_of_coils_is_taken_away(double scalp, double end, double most)
    {
        using var scope = NewDisposeScope();
        var brain = Resampling.Shrink(Priors.Average, 2);
        var shading = Shading(brain.Grid, scalp, end);
        using var shaded = new Image(brain.Grid, 1000 * brain.Voxels * shading);

        using var corrected = BiasCorrection.Correct(shaded, AffineMatrix.Identity, Priors);

        var counted = (Resampling.ToGrid(Priors.Cavity, brain.Grid, AffineMatrix.Identity).Voxels > 0.9)
            & (brain.Voxels > 0.1);
        Assert.InRange(Spread(corrected.Voxels), 0, most);
        Assert.InRange(Spread(shaded.Voxels), scalp * end > 1 ? 2 * most : 0, 1);

        double Spread(Tensor voxels) =>
            (voxels.log() - brain.Voxels.clamp_min(0.01).log())[counted].std().ToDouble();
    }

    [Fact]
    public void An_empty_brain_stays_empty()
    {
        using var scope = NewDisposeScope();
        using var empty = new Image(Priors.Average.Grid, zeros(Priors.Average.Voxels.shape));
        using var corrected = BiasCorrection.Correct(empty, AffineMatrix.Identity, Priors);
        Assert.False(corrected.Voxels.any().ToBoolean());
    }

    /// <summary>Bone and dura under a bright scalp once passed for brain: the volume inside the skull came out 8 to
    /// 15 % too large.</summary>
    [Fact]
    public void A_bright_scalp_makes_no_brain_larger()
    {
        using var scope = NewDisposeScope();
        var measurer = new BrainMeasurer(head.Atlas, brains.Atlas, CPU);
        var shading = Shading(head.Grid, 3, 1).data<float>().ToArray();
        var plain = head.Scan(VoxelType.Int16, value => 1000 * value);
        var voxels = VoxelConversion.ToFloat(plain).Zip(shading, (value, factor) => value * factor).ToArray();
        var stored = new byte[plain.Voxels.Length];
        VoxelConversion.Encode(voxels, plain, stored);

        var (original, shaded) = (measurer.Measure(plain).Volumes, measurer.Measure(plain.WithVoxels(stored)).Volumes);

        Assert.InRange(shaded.TotalIntracranial / original.TotalIntracranial, 0.97, 1.03);
        Assert.Equal(MeasurementQuality.Good, shaded.Quality);
    }

    /// <summary>A polynomial that was learnt from few voxels knows no bounds elsewhere, and made volumes that were no
    /// numbers.</summary>
    [Theory]
    [InlineData(1e6)]
    [InlineData(-1e6)]
    public void A_field_that_runs_away_stays_a_number(double coefficient)
    {
        double[] coefficients = [coefficient, .. new double[BiasField.Terms - 1]];
        var basis = new double[BiasField.Terms];
        BiasField.Basis(1, 0, 0, basis);
        Assert.InRange(BiasField.At(basis, coefficients), 0.1, 10);
    }

    private static Tensor Shading(VoxelGrid grid, double scalp, double end)
    {
        var points = Resampling.WorldPoints(grid, CPU);
        var squared = ((points - tensor(new[] { 0f, 0f, 15f })) / 100).square().sum([1]).clamp(0, 1);
        return (Math.Log(scalp) * squared + Math.Log(end) * points.select(1, 1).clamp(-100, 100) / 200).exp()
            .reshape(grid.Nz, grid.Ny, grid.Nx);
    }
}
