using RefacePS.Compute;
using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Drawing;

/// <summary>
/// How a template's intensities become those of a scan: a smooth function of the template's intensity, fitted to kept
/// tissue outside the brain cavity, so that contrasts other than T1 are met as far as one function can.
/// </summary>
internal sealed class ContrastMatch
{
    private const int Knots = 12;

    /// <summary>Strength of the prior that the function is straight, against one sample in each knot's interval for
    /// every thousand.</summary>
    private const double Stiffness = 2e-3;

    /// <summary>Brain says little about the face: its tissues may be as bright as others in one contrast and not in
    /// another.</summary>
    private const double CavityWeight = 0.02;

    private const int RobustSteps = 3;

    private readonly float[] values;

    private ContrastMatch(float[] values) => this.values = values;

    /// <summary>Fits the function.</summary>
    /// <param name="template">Template intensities, [N], 0 to 1.</param>
    /// <param name="scan">Scan intensities at the same points, [N], 0 to 1.</param>
    /// <param name="kept">Whether the scan has its own tissue or air there, [N] bool.</param>
    /// <param name="cavity">Probability of the brain cavity, [N].</param>
    public static ContrastMatch Fit(Tensor template, Tensor scan, Tensor kept, Tensor cavity)
    {
        using var scope = NewDisposeScope();
        var basis = Basis(template);
        var prior = kept.to(float32) * (1 - (1 - CavityWeight) * (cavity > 0.5).to(float32));
        var weights = prior;
        var coefficients = zeros(Knots, dtype: float64);
        for (var step = 0; step < RobustSteps; step++)
        {
            coefficients = OneThread.Run(() => Solve(basis, scan, weights));
            var residual = scan - coefficients.to(float32).to(scan.device).matmul(basis);
            weights = prior * (1 + (residual / 0.15f).square()).square().reciprocal_();
        }

        return new ContrastMatch(coefficients.to(float32).data<float>().ToArray());
    }

    /// <summary>Matched intensities for template intensities, [N].</summary>
    public Tensor At(Tensor template)
    {
        using var scope = NewDisposeScope();
        return tensor(values).to(template.device).matmul(Basis(template.reshape(-1))).reshape(template.shape)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The matched intensity for one template intensity.</summary>
    public float At(float template)
    {
        var position = Math.Clamp(template, 0, 1) * (Knots - 1);
        var first = Math.Min((int)position, Knots - 2);
        return values[first] + (values[first + 1] - values[first]) * (position - first);
    }

    private static Tensor Basis(Tensor template)
    {
        using var scope = NewDisposeScope();
        var knots = arange(Knots, float32, template.device).unsqueeze(-1);
        var position = (template * (Knots - 1)).clamp_(0, Knots - 1).unsqueeze(0);
        return (position - knots).abs_().neg_().add_(1).clamp_min_(0).MoveToOuterDisposeScope();
    }

    /// <summary>Weighted least squares with bent functions held back and air tied to air.</summary>
    private static Tensor Solve(Tensor basis, Tensor scan, Tensor weights)
    {
        var weighted = basis * weights;
        var normal = weighted.matmul(basis.t()).to(float64).cpu();
        var right = weighted.matmul(scan).to(float64).cpu();
        var samples = normal.sum().ToDouble() + 1;
        var bend = zeros(Knots - 2, Knots, dtype: float64);
        for (var row = 0; row < Knots - 2; row++)
        {
            bend[row, row] = bend[row, row + 2] = 1;
            bend[row, row + 1] = -2;
        }

        var air = zeros(Knots, Knots, dtype: float64);
        air[0, 0] = samples;
        return linalg.solve(normal + bend.t().matmul(bend) * (Stiffness * samples) + air, right);
    }
}
