using System.Runtime.CompilerServices;
using RefacePS.Compute;
using RefacePS.Registration;

namespace RefacePS.Morphometry;

/// <summary>
/// Finds fluid, grey and white matter by expectation-maximisation with atlas priors and a bias field that is estimated
/// in between (Van Leemput et al., IEEE Trans. Med. Imaging 18:885, 1999). Each tissue is a Gaussian; voxels that two
/// tissues share are classes of their own halfway between, whose parameters follow from the two (Shattuck et al.,
/// NeuroImage 13:856, 2001).
/// </summary>
internal sealed class TissueClassification
{
    private const int Iterations = 20;

    /// <summary>Three Gaussians and a smooth field are as well determined by this many voxels as by more.</summary>
    private const int EnoughVoxels = 60_000;

    /// <summary>The largest deviation of a voxel (logarithm) that can be bias.</summary>
    private const double LargestBias = 0.7;

    /// <summary>Samples that are summed together, whatever the number of threads.</summary>
    private const int SlabSize = 2048;

    private readonly TissueSample[] samples;

    /// <summary>The terms of the field at every sample, one after the other: small arrays would be 60,000.</summary>
    private readonly double[] basis;

    private double[] bias = new double[BiasField.Terms];
    private TissueGaussians gaussians;

    private TissueClassification(ReadOnlySpan<float> values, ReadOnlySpan<float> priors,
        Func<int, (double X, double Y, double Z)> position, IReadOnlyList<int> voxels)
    {
        var count = values.Length;
        var stride = Math.Max(1, voxels.Count / EnoughVoxels);
        samples = new TissueSample[(voxels.Count + stride - 1) / stride];
        basis = new double[samples.Length * BiasField.Terms];
        for (var i = 0; i < samples.Length; i++)
        {
            var voxel = voxels[i * stride];
            var (x, y, z) = position(voxel);
            BiasField.Basis(x, y, z, BasisOf(i));
            samples[i] = new TissueSample(
                values[voxel], Math.Max(0, priors[voxel]), Math.Max(0, priors[count + voxel]),
                Math.Max(0, priors[2 * count + voxel]));
        }

        gaussians = Estimate(sample => (sample.Fluid, sample.Grey, sample.White));
    }

    /// <summary>Classifies the voxels of an image.</summary>
    /// <param name="values">Real values, [N].</param>
    /// <param name="priors">Probability of each tissue by the atlas, [3 * N], a tissue after the other.</param>
    /// <param name="position">Position of a voxel in the box, about -1 to 1.</param>
    /// <param name="voxels">Numbers of the voxels to learn from.</param>
    /// <param name="cancel">Ends the work.</param>
    public static TissueModel Fit(
        ReadOnlySpan<float> values, ReadOnlySpan<float> priors, Func<int, (double X, double Y, double Z)> position,
        IReadOnlyList<int> voxels, CancellationToken cancel = default)
    {
        var classification = new TissueClassification(values, priors, position, voxels);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            classification.Step();
        }

        return new TissueModel(classification.gaussians, classification.bias);
    }

    private void Step()
    {
        var moments = new Moments();
        var field = new NormalEquations(BiasField.Terms + 1);
        foreach (var slab in Slabs.Collect(samples.Length, SlabSize, Step))
        {
            moments.Add(slab.Moments);
            field.Add(slab.Field);
        }

        gaussians = moments.ToGaussians(gaussians);
        bias = field.Solve()[..BiasField.Terms];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (Moments Moments, NormalEquations Field) Step(int start, int end)
    {
        var present = gaussians;
        var field = new NormalEquations(BiasField.Terms + 1);
        var tissueMeans = present.Means;
        Span<double> classes = stackalloc double[TissueGaussians.Classes];
        Span<double> row = stackalloc double[BiasField.Terms + 1];
        var moments = new Moments();
        for (var i = start; i < end; i++)
        {
            var sample = samples[i];
            var value = sample.Value / BiasField.At(BasisOf(i), bias);
            present.Posteriors(value, sample.Fluid, sample.Grey, sample.White, classes);
            moments.Add(value, classes[0], classes[1], classes[2]);

            // Fluid is dark: its noise says nothing about the field.
            var (fluid, grey, white) = TissueGaussians.Shares(classes);
            var expected = fluid * tissueMeans[0] + grey * tissueMeans[1] + white * tissueMeans[2];
            if (sample.Value > 0 && expected > 0 && Math.Log(sample.Value / expected) is var residual
                && Math.Abs(residual) < LargestBias)
            {
                BasisOf(i).CopyTo(row);
                row[^1] = 1;
                field.Add(row, residual, grey + white);
            }
        }

        return (moments, field);
    }

    private Span<double> BasisOf(int sample) => basis.AsSpan(sample * BiasField.Terms, BiasField.Terms);

    private TissueGaussians Estimate(Func<TissueSample, (double Fluid, double Grey, double White)> weights)
    {
        var moments = new Moments();
        foreach (var sample in samples)
        {
            var (fluid, grey, white) = weights(sample);
            moments.Add(sample.Value, fluid, grey, white);
        }

        return moments.ToGaussians(fallback: null);
    }

    private readonly record struct TissueSample(double Value, double Fluid, double Grey, double White);

    /// <summary>Weighted sums from which means and variances follow.</summary>
    private sealed class Moments
    {
        private readonly double[] weight = new double[TissueGaussians.Tissues];
        private readonly double[] sum = new double[TissueGaussians.Tissues];
        private readonly double[] squares = new double[TissueGaussians.Tissues];

        public void Add(double value, double fluid, double grey, double white)
        {
            Add(0, value, fluid);
            Add(1, value, grey);
            Add(2, value, white);
        }

        public void Add(Moments other)
        {
            for (var tissue = 0; tissue < TissueGaussians.Tissues; tissue++)
            {
                weight[tissue] += other.weight[tissue];
                sum[tissue] += other.sum[tissue];
                squares[tissue] += other.squares[tissue];
            }
        }

        /// <summary>A tissue that no voxel belongs to keeps what it had.</summary>
        public TissueGaussians ToGaussians(TissueGaussians? fallback)
        {
            var (means, variances) = (new double[TissueGaussians.Tissues], new double[TissueGaussians.Tissues]);
            for (var tissue = 0; tissue < means.Length; tissue++)
            {
                if (weight[tissue] > 1)
                {
                    means[tissue] = sum[tissue] / weight[tissue];
                    variances[tissue] = Math.Max(0, squares[tissue] / weight[tissue] - means[tissue] * means[tissue]);
                }
                else if (fallback is not null)
                {
                    (means[tissue], variances[tissue]) =
                        (fallback.Means[tissue], Math.Pow(fallback.Deviations[tissue], 2));
                }
            }

            return new TissueGaussians(means, variances);
        }

        private void Add(int tissue, double value, double share)
        {
            weight[tissue] += share;
            sum[tissue] += share * value;
            squares[tissue] += share * value * value;
        }
    }
}
