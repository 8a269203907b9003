using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>The degrees of freedom of an affine map.</summary>
public enum AffineFreedom
{
    /// <summary>Shift, turn and scale evenly: 7 parameters.</summary>
    Similarity,

    /// <summary>Anything linear: 12 parameters.</summary>
    Full,
}

/// <summary>Where an affine registration ended.</summary>
/// <param name="Scan2Template">World of the scan to world of the template, mm.</param>
/// <param name="Score">Correlation ratio: the share of the scan's variance that the aligned template explains, 0 to
/// 1.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Converged">Whether the last step moved less than the tolerance.</param>
public readonly record struct AffineResult(AffineMatrix Scan2Template, double Score, int Iterations, bool Converged);

/// <summary>
/// Affine registration of a scan to a template by robust least squares: the template's values, passed through a
/// <see cref="ContrastModel"/>, must explain the scan. Each Gauss-Newton step solves for the contrast, the bias field
/// and the transform together; samples that the model cannot explain (a missing face, a neck bent otherwise) lose
/// weight.
/// </summary>
public static class AffineRegistration
{
    private const double ToleranceMillimeters = 0.05;
    private const double RobustScale = 3;

    /// <summary>Refines a transform.</summary>
    /// <param name="template">The template, at about the spacing of the samples.</param>
    /// <param name="samples">The scan.</param>
    /// <param name="start">First guess, scan world to template world.</param>
    /// <param name="freedom">Which transforms are allowed.</param>
    /// <param name="maxIterations">Most steps to take.</param>
    /// <param name="cancel">Ends the work.</param>
    public static AffineResult Refine(
        Template template, ScanSamples samples, AffineMatrix start, AffineFreedom freedom, int maxIterations,
        CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var biasBasis = ContrastModel.BiasBasis(samples.ScaledPoints);
        var map = start;
        var state = RobustState.Initial;
        var iteration = 0;
        var converged = false;
        while (iteration < maxIterations && !converged)
        {
            cancel.ThrowIfCancellationRequested();
            var (step, next) = Step(template, samples, biasBasis, map, freedom, state);
            (map, state) = (step * map, next);
            iteration++;
            converged = MaximumMotion(step, samples.HeadCentre, map) < ToleranceMillimeters;
        }

        return new AffineResult(map, Score(template, samples, map), iteration, converged);
    }

    /// <summary>Correlation ratio of a scan under a transform, 0 to 1.</summary>
    public static double Score(Template template, ScanSamples samples, AffineMatrix scan2Template)
    {
        using var values = template.Sample(Resampling(samples, scan2Template));
        return ContrastModel.CorrelationRatio(values, samples.Values);
    }

    private static Tensor Resampling(ScanSamples samples, AffineMatrix map) =>
        Volumes.Resampling.Transform(samples.Points, map);

    /// <summary>One Gauss-Newton step: the template-side motion to apply after the current map, and the new weights'
    /// scale.</summary>
    private static (AffineMatrix Step, RobustState Next) Step(
        Template template, ScanSamples samples, Tensor biasBasis, AffineMatrix map, AffineFreedom freedom,
        RobustState state)
    {
        using var scope = NewDisposeScope();
        var points = Resampling(samples, map);
        var sampled = template.SampleWithGradient(points);
        var basis = ContrastModel.Basis(sampled[0]);
        var contrast = state.Contrast ?? LeastSquares.Solve(basis, samples.Values, ones_like(samples.Values))
            .to(float32).cpu().data<float>().ToArray();
        var coefficients = tensor(contrast).to(points.device);
        var (predicted, slope) = ContrastModel.Evaluate(coefficients, sampled[0]);

        var (centre, generators) = Generators(map, samples.HeadCentre, freedom, points.device);
        var scaled = (points - centre) / (float)ScanSamples.LengthScale;
        var motion = MotionColumns(sampled.narrow(0, 1, 3) * slope, scaled, generators);
        var bias = biasBasis * predicted;
        var design = cat([basis, bias, motion]);
        var weights = state.Weights(samples.Values - predicted - BiasOf(state, bias));
        var solution = LeastSquares.Solve(design, samples.Values, weights);

        var residual = samples.Values - solution.to(float32).matmul(design);
        var parameters = solution.narrow(0, ContrastModel.Knots + ContrastModel.BiasTerms, motion.shape[0]);
        var next = RobustState.From(solution, residual);
        return (ToStep(generators.to(float64).t().matmul(parameters), samples, map), next);
    }

    private static Tensor BiasOf(RobustState state, Tensor bias)
    {
        using var scope = NewDisposeScope();
        return state.Bias is { } terms
            ? tensor(terms).to(bias.device).matmul(bias).MoveToOuterDisposeScope()
            : zeros_like(bias[0]).MoveToOuterDisposeScope();
    }

    /// <summary>Columns d(prediction)/d(parameter), [P, N]: the gradient against the motion each generator
    /// makes.</summary>
    internal static Tensor MotionColumns(Tensor gradient, Tensor scaledPoints, Tensor generators)
    {
        var homogeneous = cat([scaledPoints.t(), ones(1, scaledPoints.shape[0], device: scaledPoints.device)]);
        var columns = (gradient.unsqueeze(1) * homogeneous.unsqueeze(0)).reshape(12, -1);
        return generators.matmul(columns);
    }

    /// <summary>Rows of 12 numbers (a 3x4 matrix on scaled points, mm) that span the allowed motions, and their centre
    /// in template space.</summary>
    private static (Tensor Centre, Tensor Generators) Generators(
        AffineMatrix map, (double X, double Y, double Z) headCentre, AffineFreedom freedom, Device device)
    {
        var (x, y, z) = map.Apply(headCentre.X, headCentre.Y, headCentre.Z);
        var centre = tensor(new[] { (float)x, (float)y, (float)z }).to(device);
        if (freedom == AffineFreedom.Full)
        {
            return (centre, eye(12, dtype: float32, device: device));
        }

        float[,] similarity =
        {
            { 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0 },
            { 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 },
            { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 },
            { 0, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0 },
            { 0, 0, 1, 0, 0, 0, 0, 0, -1, 0, 0, 0 },
            { 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 },
            { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0 },
        };
        return (centre, tensor(similarity).to(device));
    }

    /// <summary>The motion as a map of template world, from its 3x4 matrix on centred, scaled points.</summary>
    private static AffineMatrix ToStep(Tensor rows, ScanSamples samples, AffineMatrix map)
    {
        var m = rows.cpu().data<double>().ToArray();
        var (x, y, z) = map.Apply(samples.HeadCentre.X, samples.HeadCentre.Y, samples.HeadCentre.Z);
        for (var r = 0; r < 3; r++)
        {
            for (var c = 0; c < 3; c++)
            {
                m[r * 4 + c] = m[r * 4 + c] / ScanSamples.LengthScale + (r == c ? 1 : 0);
            }
        }

        return AffineMatrix.Translation(x, y, z) * AffineMatrix.FromRows(m) * AffineMatrix.Translation(-x, -y, -z);
    }

    /// <summary>The farthest a step moves a point 100 mm from the head's centre, mm.</summary>
    private static double MaximumMotion(AffineMatrix step, (double X, double Y, double Z) headCentre, AffineMatrix map)
    {
        var (x, y, z) = map.Apply(headCentre.X, headCentre.Y, headCentre.Z);
        var largest = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (px, py, pz) = (x + Offset(corner, 0), y + Offset(corner, 1), z + Offset(corner, 2));
            var (qx, qy, qz) = step.Apply(px, py, pz);
            largest = Math.Max(
                largest, Math.Sqrt((qx - px) * (qx - px) + (qy - py) * (qy - py) + (qz - pz) * (qz - pz)));
        }

        return largest;

        static double Offset(int corner, int axis) => (corner >> axis & 1) == 0 ? -ScanSamples.LengthScale
            : ScanSamples.LengthScale;
    }

    /// <summary>The state that one step hands to the next: contrast, bias field and the scale of the
    /// residual.</summary>
    private sealed record RobustState(float[]? Contrast, float[]? Bias, double Scale)
    {
        public static RobustState Initial { get; } = new(null, null, double.PositiveInfinity);

        public static RobustState From(Tensor solution, Tensor residual)
        {
            var terms = solution.to(float32).cpu().data<float>().ToArray();
            var scale = 1.4826 * Volumes.HeadThreshold.Percentile(residual.abs(), 0.5);
            return new(terms[..ContrastModel.Knots],
                terms[ContrastModel.Knots..(ContrastModel.Knots + ContrastModel.BiasTerms)], scale);
        }

        /// <summary>Geman-McClure weights of residuals, [N]. The median residual is mostly air's, so the scale is
        /// floored at a tenth of the head's mean.</summary>
        public Tensor Weights(Tensor residual)
        {
            if (double.IsPositiveInfinity(Scale))
            {
                return ones_like(residual);
            }

            var scale = RobustScale * Math.Max(Scale, 0.1);
            return (1 + (residual / scale).square()).square().reciprocal_();
        }
    }
}
