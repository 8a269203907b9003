using RefacePS.Compute;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// What the scan should look like where the template has a given value: a piecewise linear function of the template's
/// value, times a smooth bias field. Fitting it makes alignment indifferent to the contrast of the scan (the residual
/// variance is one minus the correlation ratio of Roche et al., MICCAI 1998).
/// </summary>
internal static class ContrastModel
{
    /// <summary>Knots of the piecewise linear function, evenly spaced over the template's values 0 to 1.</summary>
    public const int Knots = 10;

    /// <summary>Terms of the bias field: linear and quadratic in position.</summary>
    public const int BiasTerms = 9;

    /// <summary>Hat functions at the knots, [Knots, N] (or [..., Knots, N] for batches of template values [...,
    /// N]).</summary>
    public static Tensor Basis(Tensor templateValues)
    {
        using var scope = NewDisposeScope();
        var knots = arange(Knots, float32, templateValues.device).unsqueeze(-1);
        var position = (templateValues * (Knots - 1)).clamp(0, Knots - 1).unsqueeze(-2);
        return (position - knots).abs_().neg_().add_(1).clamp_min_(0).MoveToOuterDisposeScope();
    }

    /// <summary>The function with these coefficients at template values: its values and its slopes, both [N].</summary>
    public static (Tensor Values, Tensor Slopes) Evaluate(Tensor coefficients, Tensor templateValues)
    {
        using var scope = NewDisposeScope();
        var slopes = (coefficients.narrow(0, 1, Knots - 1) - coefficients.narrow(0, 0, Knots - 1)) * (Knots - 1);
        var position = (templateValues * (Knots - 1)).clamp_(0, Knots - 1);
        var interval = position.to(int64).clamp_(0, Knots - 2);
        var slope = slopes.index_select(0, interval);
        var value = coefficients.index_select(0, interval) + slope * (position - interval) / (Knots - 1);
        return (value.MoveToOuterDisposeScope(), slope.MoveToOuterDisposeScope());
    }

    /// <summary>Share of the variance of values, [N], that the best function of template values, [N], explains: 0 to 1;
    /// NaN where all values are equal.</summary>
    public static double CorrelationRatio(Tensor templateValues, Tensor values)
    {
        using var scope = NewDisposeScope();
        var basis = Basis(templateValues);
        var contrast = LeastSquares.Solve(basis, values, ones_like(values)).to(float32);
        var residual = values - contrast.matmul(basis);
        return OneThread.Run(() =>
            1 - residual.square().mean().ToDouble() / (values - values.mean()).square().mean().ToDouble());
    }

    /// <summary>Linear and quadratic monomials of centred, scaled positions, [9, N].</summary>
    /// <param name="scaledPoints">Positions scaled to about -1 to 1, [N, 3].</param>
    public static Tensor BiasBasis(Tensor scaledPoints)
    {
        using var scope = NewDisposeScope();
        var p = scaledPoints.t();
        var (x, y, z) = (p[0], p[1], p[2]);
        return stack([x, y, z, x * x, y * y, z * z, x * y, y * z, x * z]).MoveToOuterDisposeScope();
    }

    /// <summary>Coefficients that best explain values by template values: the knots, then the bias terms relative to
    /// the mean, [Knots + BiasTerms].</summary>
    /// <param name="templateValues">Template values, [N].</param>
    /// <param name="biasBasis">Of <see cref="BiasBasis"/>, [BiasTerms, N].</param>
    /// <param name="values">Scan values, [N].</param>
    /// <param name="weights">How much each counts, [N]; null where all count alike.</param>
    public static Tensor Fit(Tensor templateValues, Tensor biasBasis, Tensor values, Tensor? weights = null)
    {
        using var scope = NewDisposeScope();
        var basis = Basis(templateValues);
        weights ??= ones_like(values);
        var contrast = LeastSquares.Solve(basis, values, weights).to(float32);
        var predicted = contrast.matmul(basis);
        return LeastSquares.Solve(cat([basis, biasBasis * predicted]), values, weights).to(float32)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Values predicted for the scan and their derivative by the template's value, both [N].</summary>
    public static (Tensor Predicted, Tensor Gain) Predict(Tensor coefficients, Tensor templateValues, Tensor biasBasis)
    {
        using var scope = NewDisposeScope();
        var contrast = coefficients.narrow(0, 0, Knots);
        var bias = 1 + coefficients.narrow(0, Knots, BiasTerms).matmul(biasBasis);
        var (values, slopes) = Evaluate(contrast, templateValues);
        return ((values * bias).MoveToOuterDisposeScope(), (slopes * bias).MoveToOuterDisposeScope());
    }
}
