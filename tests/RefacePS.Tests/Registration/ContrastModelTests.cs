using RefacePS.Registration;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Tests.Registration;

public sealed class ContrastModelTests
{
    private const int Samples = 2000;

    [Fact]
    public void The_function_is_the_sum_of_its_hats_and_has_the_slope_that_it_says()
    {
        const float Step = 1e-3f;
        using var scope = NewDisposeScope();
        var coefficients = tensor(new[] { 0f, 1, 0.5f, 2, 1, -1, 0, 3, 2, 2 });
        var at = tensor(new[] { 0.05f, 0.2f, 0.31f, 0.5f, 0.72f, 0.95f });

        var (values, slopes) = ContrastModel.Evaluate(coefficients, at);
        var difference = Sum(at + Step) - Sum(at - Step);

        Assert.True((values - Sum(at)).abs().max().ToDouble() < 1e-5);
        // Rounding of float32 over a step of 1e-3.
        Assert.True((slopes - difference / (2 * Step)).abs().max().ToDouble() < 0.01);

        Tensor Sum(Tensor points) => coefficients.matmul(ContrastModel.Basis(points));
    }

    [Fact]
    public void The_contrast_and_the_bias_that_made_an_image_are_found()
    {
        using var scope = NewDisposeScope();
        var template = linspace(0, 1, Samples);
        var angle = arange(Samples, float32) * 0.37f;
        var bias = ContrastModel.BiasBasis(stack([angle.sin(), (angle * 1.7f).cos(), (angle * 2.3f).sin()], dim: 1));
        var image = (1 - 0.5 * template) * (1 + 0.1 * bias[0] - 0.05 * bias[4]);

        var fitted = ContrastModel.Fit(template, bias, image);
        var (predicted, _) = ContrastModel.Predict(fitted, template, bias);

        // The bias multiplies a contrast that was fitted without it: second-order terms (0.1 squared) are left.
        Assert.True((predicted - image).abs().max().ToDouble() < 0.01);
        Assert.Equal(0.1, fitted[ContrastModel.Knots].ToDouble(), 0.01);
        Assert.Equal(-0.05, fitted[ContrastModel.Knots + 4].ToDouble(), 0.01);
    }
}
