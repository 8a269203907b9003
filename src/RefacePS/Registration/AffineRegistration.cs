namespace RefacePS.Registration;

/// <summary>The degrees of freedom of an affine map.</summary>
public enum AffineFreedom
{
    /// <summary>Shift, turn and scale evenly: 7 parameters.</summary>
    Similarity,

    /// <summary>Anything linear: 12 parameters.</summary>
    Full,
}

/// <summary>The result of an affine registration.</summary>
/// <param name="Scan2Template">World of the scan to world of the template, mm.</param>
/// <param name="Score">Correlation ratio: the share of the scan's variance that the aligned template explains, 0 to
/// 1.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Converged">Whether the last step moved less than the tolerance.</param>
public readonly record struct AffineResult(AffineMatrix Scan2Template, double Score, int Iterations, bool Converged)
{
    /// <summary>A map that nothing was matched by.</summary>
    internal static AffineResult Unmatched(AffineMatrix start) =>
        new(start, Score: 0, Iterations: 0, Converged: false);
}

/// <summary>
/// Affine registration of a scan to a template by robust least squares: the template's values, passed through a
/// <see cref="ContrastModel"/>, must explain the scan. Each Gauss-Newton step (<see cref="AffineStep"/>) solves for the
/// contrast, the bias field and the transform together; samples that the model cannot explain (a missing face, a neck
/// bent otherwise) lose weight.
/// </summary>
public static class AffineRegistration
{
    private const double ToleranceMillimeters = 0.05;

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
        using var step = new AffineStep(template, samples, freedom);
        var map = start;
        var iteration = 0;
        var converged = false;
        while (iteration < maxIterations && !converged)
        {
            cancel.ThrowIfCancellationRequested();
            var motion = step.From(map);
            map = motion * map;
            iteration++;
            converged = MaximumMotion(motion, samples.HeadCentre, map) < ToleranceMillimeters;
        }

        return new AffineResult(map, Score(template, samples, map), iteration, converged);
    }

    /// <summary>Correlation ratio of a scan under a transform, 0 to 1.</summary>
    public static double Score(Template template, ScanSamples samples, AffineMatrix scan2Template)
    {
        using var points = Volumes.Resampling.Transform(samples.Points, scan2Template);
        using var values = template.Sample(points);
        return ContrastModel.CorrelationRatio(values, samples.Values);
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
}
