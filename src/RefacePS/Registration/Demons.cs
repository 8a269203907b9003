using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Registration;

/// <summary>
/// The iteration of demons (Thirion, Med. Image Anal. 2:243, 1998; forces of Vercauteren et al., NeuroImage 45:S61,
/// 2009) on the residual of a <see cref="ContrastModel"/>, whatever else drives the field.
/// </summary>
/// <param name="Iterations">Steps.</param>
/// <param name="UpdateSmoothing">Standard deviation in voxels by which each step is smoothed (viscosity).</param>
/// <param name="FieldSmoothing">Standard deviation in voxels by which the field is smoothed after each step
/// (elasticity).</param>
internal readonly record struct Demons(int Iterations, double UpdateSmoothing, double FieldSmoothing)
{
    private const double LargestStepMillimeters = 2.5;
    private const int ContrastInterval = 5;

    /// <summary>Gradient (head means per mm) below which the template says nothing about motion: noise and
    /// shading.</summary>
    private const double GradientFloor = 0.03;

    /// <summary>Moves a field, step by step.</summary>
    /// <param name="field">The field to begin with, mm, [3, N]; it is changed.</param>
    /// <param name="shape">Sides of the grid, slowest first.</param>
    /// <param name="sample">Template values where a field puts the points, [C, N]: the intensity first.</param>
    /// <param name="scan">What the contrast is fitted to.</param>
    /// <param name="force">The step (mm, [3, N]) for sampled values, predicted intensities and their gain.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The field, [3, ...shape].</returns>
    public Tensor Move(
        Tensor field, long[] shape, Func<Tensor, Tensor> sample, Scan scan,
        Func<Tensor, Tensor, Tensor, Tensor> force, CancellationToken cancel)
    {
        Tensor? contrast = null;
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var sampled = sample(field);
            if (iteration % ContrastInterval == 0)
            {
                contrast = ContrastModel.Fit(sampled[0], scan.BiasBasis, scan.Intensity, scan.Weights)
                    .MoveToOuterDisposeScope();
            }

            var (predicted, gain) = ContrastModel.Predict(contrast!, sampled[0], scan.BiasBasis);
            var update = Resampling.Smooth(
                force(sampled, predicted, gain).reshape([3, .. shape]), UpdateSmoothing);
            field.copy_(Resampling.Smooth(field.reshape(update.shape) + update, FieldSmoothing).reshape(3, -1));
        }

        return field.reshape([3, .. shape]);
    }

    /// <summary>The divisor of forces, [N], so that none moves a point by more than half of the largest
    /// step.</summary>
    /// <param name="squaredGradients">Squared lengths of the gradients, summed over all channels.</param>
    /// <param name="squaredResiduals">Squared residuals, summed over all channels.</param>
    public static Tensor Normaliser(Tensor squaredGradients, Tensor squaredResiduals) =>
        squaredGradients + squaredResiduals / (LargestStepMillimeters * LargestStepMillimeters)
        + GradientFloor * GradientFloor;

    /// <summary>The scan that the contrast is fitted to.</summary>
    /// <param name="Intensity">Intensities of the scan, [N].</param>
    /// <param name="BiasBasis">Basis of the bias field at the points.</param>
    /// <param name="Weights">How much each point counts, [N]; null where all count alike.</param>
    internal readonly record struct Scan(Tensor Intensity, Tensor BiasBasis, Tensor? Weights);
}
