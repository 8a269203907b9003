using RefacePS.Registration;
using RefacePS.Volumes;
using TorchSharp;
using static TorchSharp.torch;

namespace RefacePS.Refacing.ShapeModel.Shapes;

/// <summary>
/// Aligns a head that an affine map has brought to the atlas with an average face by a smooth field: demons, as
/// <see cref="DeformableRegistration"/>, on two channels at once, the intensity and the distance to the skin. The skin
/// pulls from afar, so that noses and chins find each other that do not overlap.
/// </summary>
internal static class FaceRegistration
{
    private const double LargestStepMillimeters = 2.5;
    private const double GradientFloor = 0.03;
    private const int ContrastInterval = 5;

    /// <summary>One scale of the alignment.</summary>
    /// <param name="Spacing">Voxel size, mm.</param>
    /// <param name="Iterations">Steps.</param>
    /// <param name="UpdateSmoothing">Standard deviation (mm) by which each step is smoothed.</param>
    /// <param name="FieldSmoothing">Standard deviation (mm) by which the field is smoothed after each step.</param>
    public readonly record struct Level(double Spacing, int Iterations, double UpdateSmoothing, double FieldSmoothing);

    /// <summary>The field u, [3, Nz, Ny, Nx] at the spacing of the last level: a point p of the head lies at p + u(p)
    /// in the average face.</summary>
    /// <param name="face">The average face at <see cref="FaceBox.Spacing"/>.</param>
    /// <param name="head">The head, at the same spacing.</param>
    /// <param name="weights">How much each voxel of the head counts for each channel, 0 to 1, [2, Nz, Ny, Nx].</param>
    /// <param name="levels">Coarse to fine.</param>
    /// <param name="cancel">Ends the work.</param>
    public static Tensor Register(FaceChannels face, FaceChannels head, Tensor weights, IReadOnlyList<Level> levels,
        CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        Tensor? field = null;
        var spacing = 0.0;
        foreach (var level in levels)
        {
            using var coarseFace = face.Coarser(level.Spacing);
            using var coarseHead = head.Coarser(level.Spacing);
            var coarseWeights = FaceBox.Respace(weights, FaceBox.Spacing, level.Spacing);
            field = Refine(coarseFace, coarseHead, coarseWeights, field is null ? null
                : FaceBox.Respace(field, spacing, level.Spacing), level, cancel);
            spacing = level.Spacing;
        }

        return field!.MoveToOuterDisposeScope();
    }

    private static Tensor Refine(
        FaceChannels face, FaceChannels head, Tensor weights, Tensor? start, Level level, CancellationToken cancel)
    {
        using var outer = NewDisposeScope();
        var grid = FaceBox.WithSpacing(level.Spacing);
        var template = face.WithGradients();
        var points = Resampling.WorldPoints(grid, template.device);
        var biasBasis = ContrastModel.BiasBasis((points - points.mean([0])) / (float)ScanSamples.LengthScale);
        var (intensity, distance) =
            (head.Values[0].reshape(-1) * FaceChannels.BrightestBrains, head.Values[1].reshape(-1));
        var (intensityWeights, distanceWeights) = (weights[0].reshape(-1), weights[1].reshape(-1));
        var field = start is null ? zeros(3, points.shape[0], device: points.device) : start.reshape(3, -1).clone();
        Tensor? contrast = null;
        for (var iteration = 0; iteration < level.Iterations; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var sampled = Resampling.SampleWorld(template, grid, points + field.t());
            if (iteration % ContrastInterval == 0)
            {
                contrast = ContrastModel.Fit(sampled[0], biasBasis, intensity, intensityWeights)
                    .DetachFromDisposeScope();
            }

            var (predicted, gain) = ContrastModel.Predict(contrast!, sampled[0], biasBasis);
            var update = Force(
                (intensity - predicted) * intensityWeights, sampled.narrow(0, 1, 3) * gain,
                (distance - sampled[4]) * distanceWeights, sampled.narrow(0, 5, 3));
            var smooth = Resampling.Smooth(
                update.reshape(3, grid.Nz, grid.Ny, grid.Nx), level.UpdateSmoothing / level.Spacing);
            field.copy_(Resampling.Smooth(field.reshape(smooth.shape) + smooth, level.FieldSmoothing / level.Spacing)
                .reshape(3, -1));
        }

        return field.reshape(3, grid.Nz, grid.Ny, grid.Nx).MoveToOuterDisposeScope();
    }

    /// <summary>Demons force (mm) of two channels, [3, N].</summary>
    private static Tensor Force(Tensor intensityResidual, Tensor intensityGradient, Tensor distanceResidual,
        Tensor distanceGradient)
    {
        var normaliser = intensityGradient.square().sum([0]) + distanceGradient.square().sum([0])
            + (intensityResidual.square() + distanceResidual.square()) / (
                LargestStepMillimeters * LargestStepMillimeters) + GradientFloor * GradientFloor;
        return (intensityGradient * intensityResidual + distanceGradient * distanceResidual) / normaliser;
    }
}
